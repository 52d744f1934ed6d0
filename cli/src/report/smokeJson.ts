import { allTests, countsOf, exitCodeOf, type ReportedTest, type SmokeReport } from './smoke';
import type { PathText } from './status';
import { engineJson } from './statusJson';

/** One JSON object on one line. Durations are milliseconds, ranges zero-based as in LSP; what is not known or not there is null. */
export function smokeJson(report: SmokeReport, pathText: PathText): string {
  const { engine, groups, isCancelled, mistakes, durationMs } = report;
  const tests = allTests(report);
  return (
    JSON.stringify({
      version: 1,
      engine: engineJson(engine),
      mistakes,
      stacks: groups.map((group) => ({
        name: group.stack?.name ?? null,
        files: (group.stack?.declared?.files ?? []).map(pathText),
        tests: group.tests.map((test) => testJson(test, pathText)),
      })),
      summary: {
        tests: tests.length,
        ...countsOf(tests),
        cancelled: isCancelled,
        durationMs: Math.round(durationMs),
        exitCode: exitCodeOf(report),
      },
    }) + '\n'
  );
}

function testJson(test: ReportedTest, pathText: PathText): unknown {
  const { id, title, kind, service, source, tags, destructive, outcome, reason } = test;
  return {
    ...{ id, title, kind: kind ?? null, service: service ?? null },
    at: source ? { path: pathText(source.uri), range: source.range } : null,
    ...{ tags, destructive, outcome, reason: reason ?? null },
    ...{ message: test.message, difference: test.difference ?? null, output: test.output },
    ...{ durationMs: Math.round(test.durationMs), tries: test.tries },
  };
}
