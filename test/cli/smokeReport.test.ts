import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DOMParser, type Document, type Element } from '@xmldom/xmldom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodeOf, type ReportedTest, type SmokeReport } from '../../cli/src/report/smoke';
import { smokeJson } from '../../cli/src/report/smokeJson';
import { smokeJunit } from '../../cli/src/report/smokeJunit';
import { smokeText } from '../../cli/src/report/smokeText';
import { place } from '../live/services/fixtures';
import { findProgram } from '../rig/docker';
import { FILE, joined } from '../views/smoke/fixtures';
import { Sandbox } from './cli';

function reported(id: string, over: Partial<ReportedTest> = {}): ReportedTest {
  return {
    ...{ id, title: `Title of ${id}`, tags: [], destructive: false, kind: 'exec', service: 'db', source: undefined },
    ...{ outcome: 'pass', message: 'It answers.', output: '', durationMs: 12.4, tries: 1, reason: undefined },
    ...over,
  };
}

const NOT_TRIED = { durationMs: 0, tries: 0 };
const PASSED = reported('db/ready');
const WARNED = reported('db/usage', { outcome: 'warn', message: 'It is close to its limit.', durationMs: 3210 });
const FAILED = reported('home', {
  title: 'home',
  kind: 'http',
  service: 'web',
  source: place(3, FILE),
  outcome: 'fail',
  message: 'status is 503, expected 200. Its log says why.',
  difference: { expected: '200', actual: '503' },
  output: 'one\ntwo',
  durationMs: 2400,
  tries: 3,
});
const SKIPPED = reported('cart', {
  ...NOT_TRIED,
  outcome: 'skip',
  message: 'Not run: it needs home, which has failed.',
});
const ERROR = reported('disk', { outcome: 'error', message: 'df was not found.', kind: 'command', service: undefined });
const BROKEN = reported('half', {
  ...{
    ...NOT_TRIED,
    outcome: 'error',
    reason: 'not-understood',
    message: 'It is not complete.',
    source: place(9, FILE),
  },
  ...{ kind: undefined, service: undefined },
});
const LEFT_OUT = reported('db/survives', {
  ...NOT_TRIED,
  outcome: 'skip',
  reason: 'destructive',
  message: 'Left out.',
});
const NO_ENGINE = reported('db/query', { ...NOT_TRIED, outcome: 'error', reason: 'no-engine', message: 'No engine.' });

function report(tests: readonly ReportedTest[], over: Partial<SmokeReport> = {}): SmokeReport {
  return {
    engine: { context: 'default', address: '/var/run/docker.sock', problem: undefined },
    groups: [{ stack: joined(), tests }],
    ...{ isCancelled: false, mistakes: [], durationMs: 4321 },
    ...over,
  };
}

const pathText = (uri: string): string => uri.replace('file:///srv/app/', '');
const text = (given: SmokeReport, isColoured = false): string => smokeText(given, pathText, isColoured);
const EVERYTHING = report([PASSED, WARNED, FAILED, SKIPPED, ERROR, BROKEN, LEFT_OUT, NO_ENGINE]);

describe('the exit code of smoke', () => {
  it.each([
    [0, [PASSED]],
    [0, [PASSED, WARNED]],
    [0, [PASSED, LEFT_OUT]],
    [1, [PASSED, FAILED]],
    [1, [PASSED, FAILED, ERROR, SKIPPED]],
    [2, [PASSED, FAILED, BROKEN]],
    [3, [PASSED, ERROR]],
    [3, [PASSED, NO_ENGINE]],
    [3, [PASSED, SKIPPED]],
    [3, [LEFT_OUT]],
    [3, []],
  ])('is %d', (code, tests) => {
    expect(exitCodeOf(report(tests))).toBe(code);
  });

  it('is 3 for a run that somebody ended, and 2 for a configuration that is not understood', () => {
    expect(exitCodeOf(report([PASSED], { isCancelled: true }))).toBe(3);
    expect(exitCodeOf(report([PASSED, FAILED], { isCancelled: true }))).toBe(1);
    expect(exitCodeOf(report([PASSED], { mistakes: ['it is not understood'] }))).toBe(2);
  });
});

describe('the text of smoke', () => {
  it('says what is wrong below the test, and what to look at in the end', () => {
    expect(text(EVERYTHING)).toBe(`engine: /var/run/docker.sock

app   compose.yaml   2 passed, 1 of them with a warning, 1 failed, 3 could not be run, 1 skipped, 1 left out
  ✔ db/ready  Title of db/ready   12 ms
  ▲ db/usage  Title of db/usage   3.2 s
      It is close to its limit.
  ✖ home      2.4 s, 3 tries
      status is 503, expected 200. Its log says why.
      expected  200
      actual    503
      output:
        one
        two
      holdfast.yaml:4
  · cart      Not run: it needs home, which has failed.
  ? disk      Title of disk   12 ms
      df was not found.
  ? half      Title of half
      It is not complete.
      holdfast.yaml:10
  ? 1 test could not be run, because the engine does not answer: db/query
  · left out, because they change or interrupt what they test (--allow-destructive): db/survives

2 passed, 1 of them with a warning, 1 failed, 3 could not be run, 1 skipped, 1 left out, 4.3 s
Failed: home
Could not be run: disk
Not understood, so mend holdfast.yaml: half
`);
  });

  it('is short where all is well', () => {
    expect(text(report([PASSED]))).toBe(`engine: /var/run/docker.sock

app   compose.yaml   1 passed
  ✔ db/ready  Title of db/ready   12 ms

1 passed, 4.3 s
`);
  });

  it('is the same with colours', () => {
    const coloured = text(EVERYTHING, true);
    expect(coloured).toContain('\x1b[31m✖\x1b[0m home');
    // eslint-disable-next-line no-control-regex -- these are what colours are made of
    expect(coloured.replace(/\x1b\[\d+m/g, '')).toBe(text(EVERYTHING));
  });

  it('tells stacks apart, and tests of addresses', () => {
    const groups = [
      { stack: joined(), tests: [FAILED] },
      { stack: { ...joined(), name: 'other' }, tests: [FAILED] },
      { stack: undefined, tests: [ERROR] },
    ];
    const lines = text(report([], { groups })).split('\n');
    expect(lines).toContain('without a stack   0 passed, 1 could not be run');
    expect(lines).toContain('Failed: app:home, other:home');
  });

  it('says that the run was cancelled', () => {
    expect(text(report([PASSED], { isCancelled: true }))).toMatch(/\nCancelled: 1 passed, 4\.3 s\n$/);
  });

  it('shows the end of long output, and nothing of it moves the cursor', () => {
    const output = `\x1b[2Jfirst\r\n${Array.from({ length: 12 }, (_, index) => `line ${index}`).join('\n')}\n\x1b[31mlast\n`;
    const lines = text(report([{ ...FAILED, output, message: 'a\x07b' }]));
    expect(lines).toContain('output, its last 10 lines:\n        line 3\n');
    expect(lines).toContain('        last\n');
    expect(lines).toContain('a�b');
    expect(lines).not.toContain('first');
  });

  it('shows the beginning of what is long and was compared', () => {
    const actual = Array.from({ length: 9 }, (_, index) => `line ${index}`).join('\n');
    const lines = text(report([{ ...FAILED, output: '', difference: { expected: 'yes', actual } }]));
    expect(lines).toContain('      expected  yes\n      actual    line 0\n');
    expect(lines).toContain('                line 4\n                … 4 more lines\n');
    expect(lines).not.toContain('line 5');
  });

  it('shows once what was compared', () => {
    const given = { ...FAILED, output: 'no\n', difference: { expected: 'yes', actual: 'no' } };
    expect(text(report([given]))).not.toContain('output');
  });
});

describe('the JSON of smoke', () => {
  it('is one object on one line', () => {
    const line = smokeJson(EVERYTHING, pathText);
    expect(line.trimEnd()).not.toContain('\n');
    const parsed = JSON.parse(line) as { stacks: { tests: unknown[] }[] } & Record<string, unknown>;
    expect(Object.keys(parsed)).toEqual(['version', 'engine', 'mistakes', 'stacks', 'summary']);
    expect(parsed['version']).toBe(1);
    expect(parsed['summary']).toEqual({
      ...{ tests: 8, pass: 1, warn: 1, fail: 1, error: 3, skip: 1, leftOut: 1 },
      ...{ cancelled: false, durationMs: 4321, exitCode: 2 },
    });
    expect(parsed.stacks[0]).toMatchObject({ name: 'app', files: ['compose.yaml'] });
    expect(parsed.stacks[0]?.tests[2]).toEqual({
      ...{ id: 'home', title: 'home', kind: 'http', service: 'web', tags: [], destructive: false },
      at: { path: 'holdfast.yaml', range: { start: { line: 3, character: 2 }, end: { line: 3, character: 8 } } },
      ...{ outcome: 'fail', reason: null, message: 'status is 503, expected 200. Its log says why.' },
      difference: { expected: '200', actual: '503' },
      ...{ output: 'one\ntwo', durationMs: 2400, tries: 3 },
    });
    expect(parsed.stacks[0]?.tests[5]).toMatchObject({
      id: 'half',
      kind: null,
      service: null,
      reason: 'not-understood',
    });
    expect(parsed.stacks[0]?.tests[6]).toMatchObject({ outcome: 'skip', reason: 'destructive', at: null });
  });

  it('names the problem of the engine, and tests without a stack', () => {
    const problem = { kind: 'no-engine', message: 'No engine.', remedy: 'Start it.' };
    const engine = { context: undefined, address: undefined, problem };
    const given = report([], { engine, groups: [{ stack: undefined, tests: [NO_ENGINE] }], mistakes: ['bad'] });
    expect(JSON.parse(smokeJson(given, pathText))).toMatchObject({
      engine: { context: null, address: null, problem },
      mistakes: ['bad'],
      stacks: [{ name: null, files: [], tests: [{ id: 'db/query', reason: 'no-engine' }] }],
    });
  });
});

const NASTY = reported('a&b<"c">', {
  title: `]]> & <b> ' "`,
  outcome: 'fail',
  message: 'line one\nline "two" <x> & \x1b[31mred\x00\ud800\uffff \u0085',
  difference: { expected: '<a>', actual: ']]>' },
  output: '\x1b[2J\x08 tab\there\r\nünï 😀 ]]> &amp; \udc00',
});

describe('the JUnit of smoke', () => {
  const parse = (xml: string): Document => {
    const parser = new DOMParser({
      onError: (level, message) => {
        throw new Error(`${level}: ${message}`);
      },
    });
    return parser.parseFromString(xml, 'text/xml');
  };
  const everything = (): Document => parse(smokeJunit(EVERYTHING, pathText));
  const attributesOf = (element: Element | undefined): Record<string, string> =>
    Object.fromEntries([...(element?.attributes ?? [])].map(({ name, value }) => [name, value]));
  const all = (of: Document | Element, name: string): Element[] => [...of.getElementsByTagName(name)];

  it('counts what there is', () => {
    const [root] = all(everything(), 'testsuites');
    expect(attributesOf(root)).toEqual({
      ...{ name: 'holdfast smoke', tests: '8', failures: '1', errors: '3', time: '4.321' },
    });
    const suites = all(everything(), 'testsuite');
    expect(suites.map(attributesOf)).toEqual([
      { name: 'app', tests: '8', failures: '1', errors: '3', skipped: '2', time: '5.635' },
    ]);
    expect(all(everything(), 'failure')).toHaveLength(1);
    expect(all(everything(), 'error')).toHaveLength(3);
    expect(all(everything(), 'skipped')).toHaveLength(2);
  });

  it('names tests by id, stack and service, and says what is wrong', () => {
    const cases = all(everything(), 'testcase');
    expect(cases.map(attributesOf).slice(0, 3)).toEqual([
      { name: 'db/ready', classname: 'app.db', time: '0.012' },
      { name: 'db/usage', classname: 'app.db', time: '3.210' },
      { name: 'home', classname: 'app.web', time: '2.400' },
    ]);
    expect(attributesOf(cases[4])).toMatchObject({ name: 'disk', classname: 'app' });
    const [failure] = all(everything(), 'failure');
    expect(attributesOf(failure)).toEqual({
      message: 'status is 503, expected 200. Its log says why.',
      type: 'http',
    });
    expect(failure?.textContent).toBe(
      'home\nstatus is 503, expected 200. Its log says why.\nexpected: 200\nactual: 503\nholdfast.yaml:4',
    );
    expect(all(everything(), 'system-out').map(({ textContent }) => textContent)).toEqual([
      'Warning: It is close to its limit.',
      'one\ntwo',
    ]);
  });

  it('holds whatever programs print', () => {
    const nasty = parse(smokeJunit(report([NASTY]), pathText));
    expect(attributesOf(all(nasty, 'testcase')[0])['name']).toBe('a&b<"c">');
    const [failure] = all(nasty, 'failure');
    expect(attributesOf(failure)['message']).toBe('line one\nline "two" <x> & red ');
    expect(failure?.textContent).toContain(`]]> & <b> ' "`);
    expect(all(nasty, 'system-out')[0]?.textContent).toBe(' tab\there\nünï 😀 ]]> &amp; ');
  });

  const xmllint = findProgram('xmllint');
  if (!xmllint) console.warn('JUnit reports are NOT held against a schema: xmllint is missing (libxml2-utils).');

  describe.skipIf(!xmllint)('held against a schema', () => {
    let box: Sandbox;
    beforeAll(() => void (box = new Sandbox()));
    afterAll(() => box.remove());

    const validate = async (xml: string): Promise<void> => {
      await writeFile(box.at('report.xml'), xml);
      const schema = join(import.meta.dirname, 'junit.xsd');
      await promisify(execFile)(xmllint ?? '', ['--noout', '--schema', schema, box.at('report.xml')]);
    };

    it.each([
      ['of every outcome', EVERYTHING],
      ['of nasty characters', report([NASTY])],
      ['of nothing', report([], { groups: [] })],
    ])('a report %s is valid', async (_, given) => {
      await validate(smokeJunit(given, pathText));
    });

    it('a report that lacks something is not', async () => {
      await expect(validate(smokeJunit(EVERYTHING, pathText).replace('classname=', 'class='))).rejects.toThrow(/class/);
    });
  });
});
