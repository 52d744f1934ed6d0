import { readFileSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { pathToFileURL } from 'node:url';
import type { AppliedFix, Finding } from '../../server/src/engine/finding';
import { fixAll } from '../../server/src/engine/fixing';
import { hasPlaceholder } from '../../server/src/document/render';
import { parseYaml, MAXIMUM_TEXT_LENGTH } from '../../server/src/document/parse';
import { SEVERITIES } from '../../server/src/engine/rule';
import type { Settings } from '../../server/src/engine/settings';
import { Checker } from '../../server/src/features/checker';
import { FORMATS } from '../../server/src/formats';
import { readConfiguration } from '../../server/src/formats/holdfast';
import { configurationSchema } from '../../server/src/formats/holdfast/schema';
import { validate } from '../../server/src/formats/holdfast/validate';
import { DISK_FILES } from '../../server/src/stack/diskFiles';
import { EXIT, UsageError, type CheckOptions } from './arguments';
import { jsonReport } from './report/json';
import type { CheckedFile, Report } from './report/report';
import { textReport } from './report/text';
import { reasonOf, walk, type Skipped } from './walk';

/** Runs `holdfast check` and returns the exit code. Writes the report to standard output, everything else to standard error. */
export function check(options: CheckOptions): number {
  let hasFailed = false;
  const checker = new Checker(DISK_FILES, ({ rule, path, error }) => {
    hasFailed = true;
    process.stderr.write(
      `holdfast: ${rule} failed in ${path}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
  });
  const { files, skipped: unread } = walk(options.paths);
  checker.setRoots([...new Set(files.map(({ root }) => pathToFileURL(root).toString()))]);
  if (options.config !== undefined) checker.useConfiguration(configurationFrom(options.config));

  const skipped: Skipped[] = [...unread];
  const checked: CheckedFile[] = [];
  const progress = new Progress(files.length);
  for (const { path } of files) {
    progress.step();
    const result = checkFile(checker, path, options);
    if (!result) continue;
    if ('reason' in result) skipped.push(result);
    else checked.push(result);
  }
  progress.end();

  const report: Report = { files: checked, skipped };
  for (const { path, reason } of skipped)
    process.stderr.write(`holdfast: ${relative(process.cwd(), path) || path} was skipped: ${reason}\n`);
  if (options.format === 'json') process.stdout.write(jsonReport(report));
  else if (!options.diff) process.stdout.write(textReport(report, wantsColour(process.stdout)));
  return exitCode(report, options, hasFailed);
}

function checkFile(
  checker: Checker,
  path: string,
  options: CheckOptions,
): CheckedFile | Skipped | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return { path, reason: reasonOf(error) };
  }
  if (text.length > MAXIMUM_TEXT_LENGTH) return { path, reason: `it has more than ${MAXIMUM_TEXT_LENGTH} characters` };
  const uri = pathToFileURL(path).toString();
  const shown = relative(process.cwd(), path) || path;
  const given = options.preset ? { preset: options.preset } : {};
  let result = checker.check({ uri, text, version: 1 }, given, 'imposed');
  if (!result) return undefined;
  if (options.fix !== 'none') {
    const { settings } = result;
    const fixed = fixAll(
      text,
      (of) => checker.findingsOf(uri, of, settings),
      (found) => fixFor(found, options.fix),
    ).text;
    if (fixed !== text && options.diff)
      process.stdout.write(createTwoFilesPatch(`a/${shown}`, `b/${shown}`, text, fixed, '', '', { context: 3 }));
    else if (fixed !== text) {
      // Bytes that are no UTF-8 were lost in reading: writing would make that final.
      if (text.includes('\uFFFD')) return { path, reason: 'it is not valid UTF-8, so it was not changed' };
      try {
        writeFileSync(path, fixed);
      } catch (error) {
        return { path, reason: `it could not be written: ${reasonOf(error)}` };
      }
      checker.fileChanged(uri);
      result = checker.check({ uri, text: fixed, version: 2 }, given, 'imposed') ?? result;
    }
  }
  return { path: shown, format: result.file.format.id, lineStarts: result.file.yaml.lineStarts, groups: result.groups };
}

/** Fixes that leave something to complete are for editors. */
function fixFor(found: Finding, level: CheckOptions['fix']): AppliedFix | undefined {
  return found
    .fixes()
    .slice(0, 1)
    .find(({ kind, edits }) => {
      if (edits.some(({ newText }) => hasPlaceholder(newText))) return false;
      return kind === 'safe' || (level === 'review' && kind === 'review');
    });
}

function configurationFrom(file: string): Partial<Settings> {
  let text: string;
  try {
    text = readFileSync(resolve(file), 'utf8');
  } catch (error) {
    throw new UsageError(`the configuration ${file} cannot be read: ${reasonOf(error)}`);
  }
  const document = parseYaml(file, text).documents[0]?.document;
  const schema = configurationSchema(FORMATS.flatMap(({ rules }) => rules));
  const problems = [...(document?.problems ?? []), ...(document?.root ? validate(document.root, schema) : [])];
  const [first] = problems;
  if (first) throw new UsageError(`the configuration ${file} is not understood: ${first.message}`);
  return readConfiguration(document?.root);
}

function exitCode({ files, skipped }: Report, { failOn, paths }: CheckOptions, hasFailed: boolean): number {
  if (hasFailed) return EXIT.internal;
  const given = new Set(paths.map((path) => resolve(path)));
  // A path that was named and is not there is a mistake of the call, not of the stack.
  if (skipped.some(({ path }) => given.has(path))) return EXIT.usage;
  const findings = files.flatMap(({ groups }) => groups.flatMap((group) => group.findings));
  if (files.some(({ format, groups }) => format === 'holdfast' && groups.some(({ severity }) => severity === 'error')))
    return EXIT.usage;
  if (failOn === 'never') return EXIT.clean;
  const limit = SEVERITIES.indexOf(failOn);
  return findings.some(({ severity }) => SEVERITIES.indexOf(severity) <= limit) ? EXIT.findings : EXIT.clean;
}

/** https://no-color.org and the FORCE_COLOR of Node.js. */
function wantsColour(stream: NodeJS.WriteStream): boolean {
  if (process.env['NO_COLOR']) return false;
  if (process.env['FORCE_COLOR']) return process.env['FORCE_COLOR'] !== '0';
  return stream.isTTY === true && process.env['TERM'] !== 'dumb';
}

/** One line on a terminal that says how far the run is; nothing anywhere else. */
class Progress {
  private done = 0;
  private shown = 0;

  constructor(private readonly total: number) {}

  step(): void {
    this.done++;
    const now = Date.now();
    if (!process.stderr.isTTY || now - this.shown < 100) return;
    this.shown = now;
    process.stderr.write(`\rChecking ${this.done} of ${this.total} files`);
  }

  end(): void {
    if (this.shown > 0) process.stderr.write('\r\x1b[K');
  }
}
