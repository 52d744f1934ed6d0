import { replacePart, type Edits } from '../../document/edit';
import type { TextRange, Token } from '../../document/text';
import type { ScalarView } from '../../document/view';
import { folderOf, resolvePath } from '../../engine/paths';
import { finding, type Report } from '../../engine/rule';
import type { Surroundings } from '../../engine/surroundings';
import { callOf, isScriptName, parseShell, ShellDocument, shellTextOf, ShellWord, type ShellScript } from '../../shell';
import { commandLineOf } from './commandLine';
import { fileInContainer, sourcesOf } from './containerFiles';
import { Expansion, UNKNOWN } from './expansion';
import type { ComposeService } from './model';
import { isNear, pointsOutside } from './nearness';

/** A shell text that a service runs. */
export interface ServiceScript {
  readonly service: ComposeService;
  readonly shell: ShellScript;
  /** `command`: what the container is started with, `entrypoint` included; `direct`: the same where no shell reads it. */
  readonly kind: 'command' | 'direct' | 'healthcheck' | 'file';
  /** The shell that reads it (`sh`, `bash`); undefined where that is not known. */
  readonly interpreter: string | undefined;
  /** The name of the file it is written in; undefined where it is written in the compose file. */
  readonly fileName: string | undefined;
  /** That file, where it is checked by itself and findings stand in it, and what mounts it. */
  readonly ownFile: { readonly document: ShellDocument; readonly mount: Token } | undefined;
  /** Where a part is written: of a file that is not checked by itself, what names it in the compose file. */
  tokenOf(range: TextRange): Token;
  /** Replaces a part; undefined where it is written in a file that is not checked, partly in a variable, or where no shell reads it. */
  replace(range: TextRange, text: string): Edits;
}

/** Files of more characters are no scripts that somebody wrote. */
export const LONGEST_SCRIPT = 64_000;
/** A script runs another one; further down nobody looks. */
export const DEEPEST_SCRIPT = 2;
/** What cron reads and runs without being told. */
export const CRON_PLACES = /^\/(?:etc\/(?:cron|periodic\/)|var\/spool\/cron\/)/;

/** What a service is started with, where a shell reads it. Written out in full: `sh -c …`, `bash -ec …`, also behind an entrypoint. */
export function startScripts(service: ComposeService): readonly ServiceScript[] {
  return service.once('startScripts', () => {
    const found = scriptIn(service, ['entrypoint'], ['command']);
    return found ? [found] : [];
  });
}

/** The script of a health check: a text, `CMD-SHELL`, or a shell that is called with one. */
export function healthcheckScript(service: ComposeService): ServiceScript | undefined {
  return service.once('healthcheckScript', () => {
    const [first, second] = service.items('healthcheck', 'test').map(({ view }) => view);
    if (first?.kind !== 'scalar') return undefined;
    const word = first.text;
    if (word === 'CMD') return scriptIn(service, ['healthcheck', 'test']);
    const text = word === 'CMD-SHELL' ? second : word === 'NONE' ? undefined : first;
    return text?.kind === 'scalar' ? writtenScript(service, text, 'healthcheck', 'sh') : undefined;
  });
}

/** Every shell text of a service: what it is started with, and the scripts that are mounted into it or named by it. */
export function scriptsOf(service: ComposeService, surroundings: Surroundings): readonly ServiceScript[] {
  return service.once('scripts', () => {
    const inShell = startScripts(service);
    const start = inShell.length > 0 ? inShell : directCommand(service);
    const sources = sourcesOf(service);
    if (sources.size === 0) return start;
    const mounted = [...sources.keys()].filter((path) => /\.(?:ba)?sh$/.test(path) || CRON_PLACES.test(path));
    const words = ['entrypoint', 'command'].flatMap((key) =>
      service.items(key).flatMap(({ view }) => (view.kind === 'scalar' ? [filledIn(service, view).text] : [])),
    );
    const seen = new Set<string>();
    const files: ServiceScript[] = [];
    let paths = [...words.flatMap((text) => pathsIn(text, service)), ...mounted];
    for (let depth = 0; depth < DEEPEST_SCRIPT; depth++) {
      const found = [...new Set(paths)].flatMap((path) => {
        if (seen.has(path)) return [];
        seen.add(path);
        return fileScript(service, path, surroundings) ?? [];
      });
      files.push(...found);
      paths = found.flatMap(({ shell }) => pathsIn(shell.text, service));
    }
    return [...start, ...files];
  });
}

/** The one command that a container runs without a shell, put down as a shell would have to be given it. */
function directCommand(service: ComposeService): ServiceScript[] {
  const words = commandLineOf(service);
  if (words.length === 0) return [];
  let text = '';
  const places = words.map((word) => {
    const isPlain = /^[\w@%+=:,./\uFFFC-]+$/.test(word.text);
    const start = text.length + (isPlain ? 0 : 1);
    text += isPlain ? `${word.text} ` : `'${word.text.replaceAll("'", '_')}' `;
    return { word, start };
  });
  const shell = parseShell(text);
  return [
    {
      service,
      shell,
      kind: 'direct',
      interpreter: undefined,
      fileName: undefined,
      ownFile: undefined,
      tokenOf: ({ start }) => (places.findLast((one) => one.start <= start) ?? places[0])?.word.token ?? service.key,
      replace: () => undefined,
    },
  ];
}

/** A finding about a part of a script. */
export function findingIn<Data>(
  script: ServiceScript,
  range: TextRange,
  data: Data,
  more: Omit<Report<Data>, 'token' | 'data'> = {},
): Report<Data> {
  const { ownFile, service } = script;
  const related = ownFile && [{ token: ownFile.mount, message: `"${service.name}" gets this script here.` }];
  return finding(script.tokenOf(range), data, related ? { ...more, related } : more);
}

/** Says in which file and line a part of a script stands, where the finding does not stand there: ` (line 3 of backup.sh)`. */
export function placeOf({ fileName, ownFile, shell }: ServiceScript, { start }: TextRange): string {
  if (fileName === undefined || ownFile) return '';
  return ` (line ${shell.text.slice(0, start).split('\n').length} of ${fileName})`;
}

function filledIn(service: ComposeService, scalar: ScalarView): Expansion {
  return new Expansion(scalar.text, service.file.variablesFor(scalar));
}

interface Piece {
  readonly word: ShellWord;
  readonly scalar: ScalarView;
}

/** `-c`, `-ec`, `--command`: no shell is given a text without it. */
const TEXT_OPTION = /-\w*c/;

/** The text that a command line hands to a shell, be it one text, a list, or an entrypoint and a command. */
function scriptIn(service: ComposeService, ...paths: readonly (readonly string[])[]): ServiceScript | undefined {
  const kind = paths[0]?.[0] === 'healthcheck' ? 'healthcheck' : 'command';
  const texts = paths.flatMap((path) =>
    service
      .items(...path)
      .flatMap(({ view, holder }) =>
        view.kind === 'scalar' ? [{ view, holder, expansion: filledIn(service, view) }] : [],
      ),
  );
  if (!texts.some(({ expansion }) => TEXT_OPTION.test(expansion.text))) return undefined;
  const pieces: Piece[] = [];
  for (const { view, holder, expansion } of texts) {
    const isText = holder.value?.kind === 'scalar';
    const isScript = /^-\w*c$/.test(pieces.at(-1)?.word.text ?? '');
    // Behind an entrypoint of `sh -c` a text in quotes is one word, and that is the script.
    const quoted = isText && isScript && /^\s*["']/.test(expansion.text) ? nestedIn(pieces, expansion) : undefined;
    if (quoted) return { ...written(service, view, expansion), ...quoted, kind };
    if (!isText || isScript) {
      pieces.push({ word: wordOf(expansion.text), scalar: view });
      continue;
    }
    // Compose splits a text into words much as a shell does; what stands in quotes is the script.
    const command = parseShell(expansion.text).commands[0];
    if (command?.nested)
      return { ...written(service, view, expansion), shell: command.nested, kind, interpreter: command.call?.name };
    pieces.push(...(command?.words ?? []).map((word) => ({ word, scalar: view })));
  }
  const words = pieces.filter(({ word }) => !(kind === 'healthcheck' && word.text === 'CMD')).map(({ word }) => word);
  const call = callOf(words);
  const text = call && shellTextOf(call);
  const piece = text && pieces.find(({ word }) => word === text.word);
  return piece && writtenScript(service, piece.scalar, kind, call.name, text.options);
}

/** Reads a text as what follows the words in front of it; the places are those in the text. */
function nestedIn(
  pieces: readonly Piece[],
  { text }: Expansion,
): Pick<ServiceScript, 'shell' | 'interpreter'> | undefined {
  const front = `${pieces.map(({ word }) => word.text).join(' ')} `;
  const [command] = parseShell(front + text, -front.length).commands;
  return command?.nested && { shell: command.nested, interpreter: command.call?.name };
}

function wordOf(text: string): ShellWord {
  const range = { start: 0, end: text.length };
  return new ShellWord(text, range, [{ kind: 'text', text, range, isQuoted: true, written: text }]);
}

function writtenScript(
  service: ComposeService,
  scalar: ScalarView,
  kind: ServiceScript['kind'],
  interpreter: string | undefined,
  options?: ShellScript['options'],
): ServiceScript {
  const expansion = filledIn(service, scalar);
  const shell = parseShell(expansion.text, 0, options);
  return { ...written(service, scalar, expansion), shell, kind, interpreter };
}

function written(
  service: ComposeService,
  scalar: ScalarView,
  expansion: Expansion,
): Pick<ServiceScript, 'service' | 'fileName' | 'ownFile' | 'tokenOf' | 'replace'> {
  return {
    service,
    fileName: undefined,
    ownFile: undefined,
    tokenOf({ start, end }) {
      const outer = expansion.outerRange(start, end);
      return scalar.partToken(outer.start, outer.end);
    },
    replace({ start, end }, text) {
      const range = expansion.writtenRange(start, end);
      const outer = expansion.outerRange(start, end);
      // The default of a variable is not what runs everywhere, and what stands for it nobody can write down.
      if (range?.start !== outer.start || range.end !== outer.end || text.includes(UNKNOWN)) return undefined;
      return replacePart(scalar, range.start, range.end, text.replaceAll('$', '$$$$'));
    },
  };
}

function fileScript(service: ComposeService, path: string, surroundings: Surroundings): ServiceScript | undefined {
  const file = fileInContainer(service, path, surroundings);
  if (file.state !== 'read' || file.text.length > LONGEST_SCRIPT || file.text.includes('\0')) return undefined;
  const isScript = /\.(?:ba|da|a)?sh$/.test(path) || /^#!.*\b(?:ba|da|a)?sh\b/.test(file.text);
  const text = CRON_PLACES.test(path) && !isScript ? crontabText(file.text) : file.text;
  if (!isScript && text === file.text) return undefined;
  const document = text === file.text ? ownDocument(service, file.path, surroundings) : undefined;
  const shell = document?.shell ?? parseShell(text);
  const { token } = file;
  return {
    service,
    shell,
    kind: 'file',
    interpreter: shell.interpreter,
    fileName: path.slice(path.lastIndexOf('/') + 1),
    ...(document ? inOwnFile(document, token) : { ownFile: undefined, tokenOf: () => token, replace: () => undefined }),
  };
}

/** The script as a file that is checked by itself, where this service will be seen from there. */
function ownDocument(
  { file }: ComposeService,
  path: string | undefined,
  { parsed }: Surroundings,
): ShellDocument | undefined {
  const { source, text } = file.document;
  if (path === undefined || !isScriptName(path) || !isNear(source, folderOf(path), () => pointsOutside(text)))
    return undefined;
  const document = parsed(path)?.documents[0]?.document;
  return document instanceof ShellDocument ? document : undefined;
}

function inOwnFile(document: ShellDocument, mount: Token): Pick<ServiceScript, 'ownFile' | 'tokenOf' | 'replace'> {
  return {
    ownFile: { document, mount },
    tokenOf: (range) => ({ document, range }),
    replace: (range, text) => (text.includes(UNKNOWN) ? undefined : [{ document, range, newText: text }]),
  };
}

/** The commands of a crontab, each in its place; the fields in front of them become white space. */
function crontabText(text: string): string {
  return text.replace(/^[ \t]*(?:(?:[\d*,/-]+[ \t]+){5}|@\w+[ \t]+)(?:root[ \t]+)?/gm, (fields) =>
    ' '.repeat(fields.length),
  );
}

/** Words that name a file of the container. */
export function pathsIn(text: string, service: ComposeService): string[] {
  const folder = service.text('working_dir');
  const words = text.match(/(?<![\w/.$}-])\.{0,2}\/[\w./-]*\w/g) ?? [];
  return words.flatMap((word) => {
    if (word.startsWith('/')) return resolvePath('/', word);
    return folder?.known ? resolvePath(folder.text, word) : [];
  });
}
