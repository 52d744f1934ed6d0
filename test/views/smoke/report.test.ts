import { describe, expect, it } from 'vitest';
import { outputOf, reportOf } from '../../../client/src/views/smoke/report';
import { result, smokeTest } from './fixtures';

const test = smokeTest('web');

describe('a report', () => {
  it('is the verdict of the one stack, with its difference', () => {
    const failed = result(test, {
      outcome: 'fail',
      message: 'status is 503',
      difference: { expected: '200', actual: '503' },
    });
    expect(reportOf([{ stack: undefined, result: failed }])).toEqual({
      outcome: 'fail',
      messages: [{ text: 'status is 503', difference: { expected: '200', actual: '503' } }],
      durationMs: 12,
    });
  });

  it('is the gravest verdict of several stacks, and names those that are to blame', () => {
    const report = reportOf([
      { stack: 'blue', result: result(test, { durationMs: 80 }) },
      { stack: 'green', result: result(test, { outcome: 'fail', message: 'status is 503' }) },
    ]);
    expect(report).toEqual({ outcome: 'fail', messages: [{ text: 'green: status is 503' }], durationMs: 80 });
  });

  it('says nothing against what passes with a warning', () => {
    expect(reportOf([{ stack: undefined, result: result(test, { outcome: 'warn' }) }])).toMatchObject({
      outcome: 'warn',
      messages: [],
    });
  });
});

describe('the output of a run', () => {
  it('ends every line as terminals want it, and sets off what was seen', () => {
    const output = outputOf({ stack: undefined, result: result(test, { output: 'one\ntwo\r\nthree\n', tries: 3 }) });
    expect(output).toBe(
      '\x1b[32m✓ web\x1b[0m (12 ms, 3 tries)\r\n    It answers.\r\n    one\r\n    two\r\n    three\r\n',
    );
    expect(output.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('breaks long messages between words', () => {
    const message = 'Its log does not say that it is ready: it may still be starting, or hang there. Read it.';
    expect(
      outputOf({ stack: undefined, result: result(test, { message }) })
        .split('\r\n')
        .slice(1),
    ).toEqual([
      '    Its log does not say that it is ready: it may still be starting,',
      '    or hang there. Read it.',
      '',
    ]);
  });

  it('lets no program colour the terminal or move in it', () => {
    const output = outputOf({ stack: 'app', result: result(test, { message: '', output: '\x1b[2J\x07gone\u009b1m' }) });
    expect(output).toBe('\x1b[32m✓ web\x1b[0m [app] (12 ms)\r\n    �[2J�gone�1m\r\n');
  });
});
