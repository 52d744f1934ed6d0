import { UNKNOWN, type ShellVariables } from '../../../shell';
import type { Token } from '../../../document/text';
import type { ScalarView } from '../../../document/view';
import { isSecretName, issuedTokens, urlCredentials } from '../../../secrets';
import type { Container } from '../container';
import type { KubernetesObject } from '../object';
import { isTemplateText, mapAt, mapsAt, scalarAt, textAt } from '../values';

/** What a container runs. */
export interface ContainerText {
  readonly text: string;
  readonly variables: ShellVariables;
  readonly token: Token;
}

/** The command line of a container, and the scripts of ConfigMaps that it names. */
export function shellTextOf(container: Container, objects: readonly KubernetesObject[]): ContainerText {
  const scalars = ['command', 'args'].flatMap((key): ScalarView[] => {
    const value = container.get(key)?.value;
    return value?.kind === 'sequence' ? value.items.filter((item) => item.kind === 'scalar') : [];
  });
  // Kubernetes fills in `$(NAME)`, which a shell would take for a command.
  const words = scalars.map(({ text }) => text.replace(/\$\((\w+)\)/g, '${$1}'));
  const option = words.findIndex(
    (word, index) => /^-[a-z]*c$/.test(word) && /(?:^|\/)(?:ba|da|a)?sh$/.test(words[index - 1] ?? ''),
  );
  const own = option < 0 ? words.map(quoted).join(' ') : words.slice(option + 1).join(' ');
  const variables = new Map(
    container.environment.map(({ name, value }) => [name.text, value ? plainValue(name.text, value.text) : UNKNOWN]),
  );
  return {
    text: [own, ...scriptsOf(container, own, objects)].join('\n'),
    variables,
    token: scalars.find(({ text }) => /dump|backup|restic|borg/.test(text)) ?? scalars[0] ?? container.token,
  };
}

function plainValue(name: string, value: string): string {
  const isSecret = isSecretName(name) || urlCredentials(value).length > 0 || issuedTokens(value).length > 0;
  return isSecret || isTemplateText(value) ? UNKNOWN : value;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./${}-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Texts of ConfigMaps in these manifests that are mounted where the command looks. */
function scriptsOf(container: Container, command: string, objects: readonly KubernetesObject[]): string[] {
  return mapsAt(container.view, 'volumeMounts').flatMap((mount) => {
    const folder = textAt(mount, 'mountPath')?.replace(/\/+$/, '');
    const volume = mapsAt(container.workload.podSpec, 'volumes').find(
      (one) => textAt(one, 'name') === textAt(mount, 'name'),
    );
    const name = textAt(volume, 'configMap', 'name');
    if (folder === undefined || name === undefined || !command.includes(folder)) return [];
    const map = objects.find((object) => object.kind === 'ConfigMap' && object.name === name);
    const data = mapAt(map?.view, 'data');
    const subPath = textAt(mount, 'subPath');
    const keys = data?.entries.map(({ key }) => key.text) ?? [];
    const meant = keys.filter((key) =>
      subPath === undefined ? command.includes(`${folder}/${key}`) : key === subPath,
    );
    return meant.flatMap((key) => scalarAt(data, key)?.text ?? []);
  });
}
