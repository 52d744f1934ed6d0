/** What can be said of a test without running it. */
import type { SmokeTest } from '../../../../server/src/protocol';
import { Redactor } from './redactor';
import type { SmokeResult } from './result';

/** Whether a test asks the engine for something; the others go by address. */
export function needsEngine({ probe }: SmokeTest): boolean {
  switch (probe.kind) {
    case 'http':
      return probe.url === undefined;
    case 'tcp':
      return probe.address === undefined;
    case 'promql':
    case 'loki':
      return probe.url === undefined;
    case 'command':
      return false;
    default:
      return true;
  }
}

/** The result of a test that nobody has tried to run. */
export function notRun(test: SmokeTest, outcome: 'error' | 'skip', message: string): SmokeResult {
  const redactor = new Redactor();
  redactor.learnFromData(test.probe);
  const shown = { ...redactor.data(test), id: test.id, needs: test.needs };
  return { test: shown, outcome, message, output: '', durationMs: 0, tries: 0, containers: [] };
}
