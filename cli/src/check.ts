import { writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { hasPlaceholder } from '../../server/src/document/render';
import type { AppliedFix, Finding } from '../../server/src/engine/finding';
import { fixAll } from '../../server/src/engine/fixing';
import { SEVERITIES } from '../../server/src/engine/rule';
import { Checker, pathOf, type Check } from '../../server/src/features/checker';
import { needsOthers } from '../../server/src/formats';
import { isWithin } from '../../server/src/engine/paths';
import { EXIT, type CheckOptions } from './arguments';
import { configurationFrom, firstMistake } from './configuration';
import { FilesOfRun, reasonOf, type ReadText, type Skipped } from './files';
import { shownPath, tell, wantsColour } from './console';
import { Progress } from './progress';
import { jsonReport } from './report/json';
import type { CheckedFile, Report } from './report/report';
import { textReport } from './report/text';
import { configurationRootOf, walk, type Walk } from './walk';

/** What a run comes to, file by file. */
interface Outcome {
  readonly files: CheckedFile[];
  readonly skipped: Skipped[];
  /** Files with fixes that could not be written. */
  readonly unwritten: Skipped[];
  readonly patches: string[];
}

interface Run {
  readonly checker: Checker;
  readonly disk: FilesOfRun;
}

/** Runs `holdfast check` and returns the exit code. Writes the report to standard output, everything else to standard error. */
export function check(options: CheckOptions): number {
  let hasFailed = false;
  const disk = new FilesOfRun();
  const checker = new Checker(disk, ({ rule, path, error }) => {
    hasFailed = true;
    tell(`${rule} failed in ${path}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  });
  const { files, skipped } = walk(options.paths);
  setRoots(checker, files);
  if (options.config !== undefined) checker.useConfiguration(configurationFrom(options.config));

  const run: Run = { checker, disk };
  const outcome: Outcome = { files: [], skipped: [...skipped], unwritten: [], patches: [] };
  const progress = new Progress(files.length);
  const others = new Set<string>();
  for (const { path } of files) {
    progress.step();
    for (const other of checkFile(run, path, options, outcome)) if (needsOthers(other)) others.add(other);
  }
  for (const { path } of files) others.delete(comparable(path));
  // What only the named files run is reported, but they alone may be changed.
  for (const path of others)
    checkFile(run, path, isGiven(path, options) ? options : { ...options, fix: 'none' }, outcome);
  if (others.size > 0) outcome.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  progress.end();

  const mistakes = options.config === undefined ? mistakesInForce(run, files) : [];
  for (const { path, reason } of outcome.skipped) tell(`${shownPath(path)} was skipped: ${reason}`);
  for (const { path, reason } of outcome.unwritten) tell(`${shownPath(path)} was not changed: ${reason}`);
  mistakes.forEach(tell);
  if (options.format === 'json') process.stdout.write(jsonReport(outcome));
  else process.stdout.write(options.diff ? outcome.patches.join('') : textReport(outcome, wantsColour(process.stdout)));
  if (hasFailed) return EXIT.internal;
  return mistakes.length > 0 || isMisused(outcome, options) ? EXIT.usage : verdict(outcome, options);
}

/** Returns the paths of other files in which something was found. */
function checkFile({ checker, disk }: Run, path: string, options: CheckOptions, outcome: Outcome): ReadonlySet<string> {
  const read = disk.readWhole(path);
  if ('reason' in read) {
    outcome.skipped.push({ path, reason: read.reason });
    return NONE;
  }
  const uri = pathToFileURL(path).toString();
  const given = options.preset ? { preset: options.preset } : {};
  const before = checker.check({ uri, text: read.text, version: 1 }, given, 'imposed');
  if (!before) return NONE;
  const fixed = options.fix === 'none' ? read.text : fixedText(checker, uri, read.text, before, options.fix);
  let after: Check = before;
  if (fixed !== read.text && options.diff) {
    outcome.patches.push(patchOf(relative(process.cwd(), path), read.text, fixed));
  } else if (fixed !== read.text) {
    const failure = write(path, read, fixed);
    if (failure) outcome.unwritten.push(failure);
    else {
      disk.forget(path);
      checker.fileChanged(uri);
      after = checker.check({ uri, text: fixed, version: 2 }, given, 'imposed') ?? before;
    }
  }
  const { file, groups } = after;
  outcome.files.push({ path: shownPath(path), format: file.format.id, lineStarts: file.parsed.lineStarts, groups });
  return after.elsewhere;
}

const NONE: ReadonlySet<string> = new Set();

/** A path as the checker writes it. */
function comparable(path: string): string {
  return pathOf(pathToFileURL(path).toString()) ?? path;
}

/** Named, or in a folder that is named. */
function isGiven(path: string, { paths }: CheckOptions): boolean {
  return paths.some((given) => isWithin(path, comparable(resolve(given))));
}

function fixedText(checker: Checker, uri: string, text: string, { settings }: Check, level: 'safe' | 'review'): string {
  return fixAll(
    text,
    (of) => checker.findingsOf(uri, of, settings),
    (found) => fixFor(found, level),
  ).text;
}

/** Fixes that leave something to complete are for editors. */
function fixFor(found: Finding, level: 'safe' | 'review'): AppliedFix | undefined {
  const [first] = found.fixes();
  if (!first || first.edits.some(({ newText }) => hasPlaceholder(newText))) return undefined;
  return first.kind === 'safe' || first.kind === level ? first : undefined;
}

function write(path: string, { isLossless }: ReadText, text: string): Skipped | undefined {
  if (!isLossless) return { path, reason: 'it is not valid UTF-8' };
  try {
    writeFileSync(path, text);
    return undefined;
  } catch (error) {
    return { path, reason: reasonOf(error) };
  }
}

/** A unified diff as `patch -p1` and `git apply` take it: a tab ends a name that holds blanks. */
function patchOf(path: string, before: string, after: string): string {
  const name = path.replaceAll('\\', '/');
  const layout = { context: 3, headerOptions: FILE_HEADERS_ONLY };
  const patch = createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, layout);
  if (!name.includes(' ')) return patch;
  const [from, to, ...lines] = patch.split('\n');
  return [`${from}\t`, `${to}\t`, ...lines].join('\n');
}

function setRoots(checker: Checker, files: Walk['files']): void {
  const roots = new Set(files.map(({ root }) => root));
  const uri = (path: string): string => pathToFileURL(path).toString();
  const highest = new Map([...roots].map((root) => [pathOf(uri(root)), pathOf(uri(configurationRootOf(root)))]));
  checker.setRoots([...roots].map(uri), (root) => highest.get(root) ?? root);
}

/** Mistakes in configurations that are in force but were not checked themselves, because they lie outside of what was named. */
function mistakesInForce({ checker, disk }: Run, files: Walk['files']): string[] {
  const checked = new Set(files.map(({ path }) => comparable(path)));
  const inForce = new Set(files.map(({ path }) => checker.configurationPath(pathToFileURL(path).toString())));
  return [...inForce].flatMap((path) => {
    if (path === undefined || checked.has(path)) return [];
    return firstMistake(shownPath(path), disk.read(path) ?? '') ?? [];
  });
}

/** Something named is not there or cannot be read or written, or a configuration is not understood: the stack is not to blame. */
function isMisused({ files, skipped, unwritten }: Outcome, { paths }: CheckOptions): boolean {
  const given = new Set(paths.map((path) => resolve(path)));
  return (
    unwritten.length > 0 ||
    skipped.some(({ path }) => given.has(path)) ||
    files.some(({ format, groups }) => format === 'holdfast' && groups.some(({ severity }) => severity === 'error'))
  );
}

function verdict({ files }: Report, { failOn }: CheckOptions): number {
  if (failOn === 'never') return EXIT.clean;
  const limit = SEVERITIES.indexOf(failOn);
  const isBad = files.some(({ groups }) => groups.some(({ severity }) => SEVERITIES.indexOf(severity) <= limit));
  return isBad ? EXIT.findings : EXIT.clean;
}
