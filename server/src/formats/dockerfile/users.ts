import { resolvePath } from '../../engine/paths';
import type { Surroundings } from '../../engine/surroundings';
import { isBareBase } from '../../images';
import type { Stage } from './model';
import type { Word } from './words';

/** Programs by which an image that starts as root goes on as somebody else. */
const DROPS_PRIVILEGES =
  /\b(?:gosu|su-exec|setpriv|s6-setuidgid|s6-overlay|setuidgid|chpst|runuser)\b|\/init\b|\bsu\s+-/;

/** Programs that start others, each as the user that its configuration names, which only root can. */
const STARTS_OTHERS = /(?:^|[\s/])(?:crond?|supervisord|runsvdir|s6-svscan)(?:\s|$)/;

/** Bases whose images are made to run as somebody else than root. */
const NON_ROOT_BASE =
  /nonroot|non-root|rootless|unprivileged|^(?:docker\.io\/)?(?:bitnami|bitnamilegacy|bitnamisecure|grafana|prom)\/|^cgr\.dev\/chainguard(?:-private)?\//;

/** Whether the image at the bottom of a stage runs as an ordinary user by itself; undefined where the image is not known. */
export function basesUser(stage: Stage): 'root' | 'other' | undefined {
  const { rootImage, knownImage } = stage;
  if (rootImage === undefined) return undefined;
  if (NON_ROOT_BASE.test(rootImage)) return 'other';
  if (knownImage) return knownImage.user.default === 'root' ? 'root' : 'other';
  return isBareBase(rootImage) ? 'root' : undefined;
}

/** Whether a `USER` names root; the group does not count. */
export function isRoot(user: Word): boolean {
  return /^(?:root|0+)(?::.*)?$/.test(user.text);
}

/** Whether what the image starts steps down from root by itself, as far as the Dockerfile and its scripts tell. */
export function dropsPrivileges(stage: Stage, { text }: Surroundings): boolean {
  const started = ['ENTRYPOINT', 'CMD'].flatMap((keyword) => stage.last(keyword)?.words ?? []);
  const command = started.map((word) => word.text).join(' ');
  if (DROPS_PRIVILEGES.test(command) || STARTS_OTHERS.test(command)) return true;
  const installs = stage.ancestry.some(({ runs }) =>
    runs.some(({ calls }) => calls.some(({ args }) => args.some((arg) => DROPS_PRIVILEGES.test(arg.text)))),
  );
  return installs || DROPS_PRIVILEGES.test(startScript(stage, text) ?? '');
}

/** The text of the script that the image starts, where COPY takes it from beside the Dockerfile. */
export function startScript(stage: Stage, read: Surroundings['text']): string | undefined {
  const instruction = stage.last('ENTRYPOINT') ?? stage.last('CMD');
  const script = instruction?.words.map(({ text }) => text).find((text) => /\.sh$|entry-?point|start|run/i.test(text));
  const name = script?.slice(script.lastIndexOf('/') + 1);
  if (!name) return undefined;
  const sources = stage.ancestry.flatMap((one) =>
    one.own('COPY', 'ADD').flatMap((copy) => (copy.flag('from') ? [] : copy.words.slice(0, -1))),
  );
  const source = sources.find(({ text }) => text === name || text.endsWith(`/${name}`));
  const folder = stage.file.path.slice(0, stage.file.path.lastIndexOf('/'));
  const isEverything = sources.some(({ text }) => /^\.?\/?$/.test(text));
  if (!source && !isEverything) return undefined;
  return read(resolvePath(folder, source ? source.text.replace(/^\//, '') : name));
}
