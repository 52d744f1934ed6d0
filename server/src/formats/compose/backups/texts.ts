import type { Token } from '../../../document/text';
import type { ScalarView } from '../../../document/view';
import { originOf, type Mount } from '../../../engine/mounts';
import { parseShell } from '../../../shell';
import { sourcesOf, type FileSource } from '../containerFiles';
import { Expansion } from '../expansion';
import type { ComposeService } from '../model';
import { CRON_PLACES, DEEPEST_SCRIPT, LONGEST_SCRIPT, pathsIn } from '../scripts';
import type { Read } from './environment';

/** Shell text that a service runs. */
export interface ShellText {
  readonly text: string;
  /** What names it in the compose file: the command itself, or the mount of the script. */
  readonly tokenOf: (word: string) => Token;
}

export interface ShellTexts {
  readonly texts: readonly ShellText[];
  /** The paths of scripts that it runs and that cannot be read. */
  readonly unread: readonly string[];
}

/** What images read without being told. */
const WELL_KNOWN: Readonly<Record<string, readonly string[]>> = {
  borgmatic: ['/etc/borgmatic.d/crontab.txt', '/etc/borgmatic.d/config.yaml', '/etc/borgmatic/config.yaml'],
};

/** What a service runs: its command, and the scripts that the command names and that are mounted from the workspace. */
export function shellTextsOf(service: ComposeService, read: Read): ShellTexts {
  const commands = [...writtenTexts(service), ...labelTexts(service)];
  const sources = sourcesOf(service);
  const texts = [...commands];
  const unread = new Set<string>();
  const seen = new Set<string>();
  let paths = [
    ...commands.flatMap(({ text }) => pathsIn(text, service)),
    ...[...sources.keys()].filter((path) => CRON_PLACES.test(path)),
    ...(WELL_KNOWN[service.knownImage?.kind ?? ''] ?? []),
  ];
  for (let depth = 0; depth < DEEPEST_SCRIPT; depth++) {
    const found: ShellText[] = [];
    for (const path of new Set(paths)) {
      if (seen.has(path)) continue;
      seen.add(path);
      const script = scriptAt(path, sources, read);
      if (script === 'unread') unread.add(path);
      else if (script) found.push(script);
    }
    texts.push(...found);
    paths = found.flatMap(({ text }) => pathsIn(text, service));
  }
  return { texts, unread: [...unread] };
}

/** `entrypoint` and `command` as one command line; of `sh -c …` the script alone. */
function writtenTexts(service: ComposeService): ShellText[] {
  const items = ['entrypoint', 'command'].flatMap((key) => service.items(key));
  const scalars = items.flatMap(({ view }) => (view.kind === 'scalar' ? [view] : []));
  // A text on its own is split into words as a shell would; the items of a list are words already.
  const words = items.flatMap(({ view, holder }) => {
    if (view.kind !== 'scalar') return [];
    const text = filledIn(service, view);
    return holder.value?.kind === 'sequence' ? [text] : wordsOf(text);
  });
  const option = words.findIndex((word, index) => /^-[a-z]*c$/.test(word) && isShell(words[index - 1] ?? ''));
  const text = option < 0 ? words.map(quoted).join(' ') : words.slice(option + 1).join(' ');
  // The image of restic runs nothing else, and so needs only the arguments.
  const isRestic = service.knownImage?.kind === 'restic' && !service.get('entrypoint');
  return text === ''
    ? []
    : [{ text: isRestic ? `restic ${text}` : text, tokenOf: (word) => tokenIn(scalars, word) ?? service.key }];
}

/** Ofelia runs commands inside a container, as labels of that container say (https://github.com/mcuadros/ofelia#docker-labels-configurations). */
function labelTexts(service: ComposeService): ShellText[] {
  const labels = service.variables('labels');
  return labels.flatMap(({ name, value, scalar }) => {
    const job = /^(ofelia\.job-exec\.[^.]+)\.command$/.exec(name)?.[1];
    if (job === undefined || value === undefined) return [];
    const schedule = labels.find((one) => one.name === `${job}.schedule`)?.value ?? '';
    const text = new Expansion(value, service.file.variablesFor(scalar)).text;
    const isPlain = schedule !== '' && !schedule.includes('$');
    // As a line of a crontab it says both.
    return [
      { text: isPlain ? `${fiveFields(schedule)} ${text}` : text, tokenOf: () => scalar },
      { text, tokenOf: () => scalar },
    ];
  });
}

function fiveFields(schedule: string): string {
  const fields = schedule.trim().split(/\s+/);
  return (fields.length === 6 ? fields.slice(1) : fields).join(' ');
}

function filledIn(service: ComposeService, scalar: ScalarView): string {
  return new Expansion(scalar.text, service.file.variablesFor(scalar)).text;
}

function isShell(word: string): boolean {
  return /(?:^|\/)(?:ba|da|a|z)?sh$/.test(word);
}

function wordsOf(text: string): readonly string[] {
  const { root } = parseShell(text);
  const [first, ...others] = root.items;
  // A separator in a command without a shell is a word like any other; the text says what is meant.
  const isPlain = first?.kind === 'command' && others.length === 0 && first.redirections.length === 0;
  return isPlain ? first.words.map((word) => word.unquoted) : ['sh', '-c', text];
}

function quoted(word: string): string {
  return /^[\w@%+=:,./\uFFFC${}-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function tokenIn(scalars: readonly ScalarView[], word: string): Token | undefined {
  for (const scalar of scalars) {
    const start = scalar.text.indexOf(word);
    if (start >= 0) return scalar.partToken(start, start + word.length);
  }
  return scalars[0];
}

function scriptAt(
  path: string,
  sources: ReadonlyMap<string, FileSource>,
  read: Read,
): ShellText | 'unread' | undefined {
  const mounts = [...sources].flatMap(([target, source]): Mount[] => [{ source: source.path ?? target, target }]);
  const origin = originOf(mounts, [], path);
  if (typeof origin === 'string') return undefined;
  const [target, source] = [...sources].filter(([one]) => path === one || path.startsWith(`${one}/`)).at(-1) ?? [];
  if (target === undefined || !source) return undefined;
  const token = (): Token => source.token;
  if (source.content !== undefined) return { text: source.content, tokenOf: token };
  const text = source.path === undefined ? undefined : read(origin.path);
  if (text !== undefined && text.length <= LONGEST_SCRIPT && !text.includes('\0')) return { text, tokenOf: token };
  // A folder is no script, nor is what the service only writes to.
  return /\.\w*sh$|backup|dump/i.test(path.slice(path.lastIndexOf('/') + 1)) && /\.\w*sh$/.test(path)
    ? 'unread'
    : undefined;
}
