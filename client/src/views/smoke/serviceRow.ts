/** What the smoke tests say of a service, in its row and above it in its file. */
import type { SmokeOutcome } from '../../live/smoke/result';
import { ERROR, GOOD, WARNING, FAINT } from '../services/icons';
import { escaped, minuteOf, timeOfDay } from '../services/words';
import type { Icon, Row } from '../services/row';
import type { SmokeResults, Summary } from './results';
import { SPACE, type MoreLenses } from '../services/lens';
import type { MoreOf } from '../services/rows';

const ICONS: Readonly<Record<SmokeOutcome, Icon>> = {
  pass: { name: 'beaker', color: GOOD },
  warn: { name: 'beaker', color: WARNING },
  fail: { name: 'beaker-stop', color: ERROR },
  error: { name: 'beaker-stop', color: WARNING },
  skip: { name: 'beaker', color: FAINT },
};

/** @param id of the row of the service */
function smokeRow(id: string, summary: Summary): Row {
  const { worst, first, at, isOutdated } = summary;
  const description = summaryText(summary);
  return {
    id: `${id}/smoke`,
    label: 'smoke tests',
    description,
    icon: isOutdated ? { ...ICONS[worst], color: FAINT } : ICONS[worst],
    context: 'detail smoke',
    spoken: `smoke tests: ${description}`,
    tooltip: () =>
      [...(first ? [`**${escaped(first.title)}**: ${escaped(first.message)}`] : []), `Run ${timeOfDay(at)}`].join(
        '\n\n',
      ),
    revision: String(at),
    source: first?.source,
  };
}

/** `4 of 5 passed · db-reachable: connection refused`. */
export function summaryText({ passed, total, first, isOutdated }: Summary): string {
  return [
    ...(isOutdated ? ['of a container that is gone'] : []),
    `${passed} of ${total} passed`,
    ...(first ? [`${first.title}: ${first.message}`] : []),
  ].join(' · ');
}

const LENS_ICONS: Readonly<Record<SmokeOutcome, string>> = {
  pass: 'pass',
  warn: 'warning',
  fail: 'error',
  error: 'question',
  skip: 'circle-slash',
};

/** For the Services view. */
export function smokeOf(results: SmokeResults): MoreOf {
  return (service, stack) => {
    const summary = results.summaryOf(service, stack);
    return {
      rows: summary ? [smokeRow(service.id, summary)] : [],
      abilities: results.testsOf(service, stack).length > 0 ? ['canTest'] : [],
    };
  };
}

/** For the file of the services: a button to test, then what the last run has found out. */
export function smokeLensesOf(results: SmokeResults): MoreLenses {
  return (service, stack) => {
    const count = results.testsOf(service, stack).length;
    const summary = results.summaryOf(service, stack);
    return [...(count > 0 ? [runLens(service.name, count)] : []), ...(summary ? [resultLens(summary)] : [])];
  };
}

function runLens(name: string, count: number): ReturnType<MoreLenses>[number] {
  const what = count === 1 ? 'the smoke test' : `the ${count} smoke tests`;
  return { title: 'Smoke test', tooltip: `Run ${what} of ${name}`, command: 'holdfast.smoke.runService' };
}

/** Short, for others stand beside it: what failed is in the tooltip. */
function resultLens({ passed, total, worst, first, at, isOutdated }: Summary): ReturnType<MoreLenses>[number] {
  return {
    title: `$(${isOutdated ? 'history' : LENS_ICONS[worst]})${SPACE}${isOutdated ? 'outdated: ' : ''}${passed} of ${total} passed`,
    tooltip: [...(first ? [`${first.title}: ${first.message}`] : []), `Run ${minuteOf(at)}`].join('\n'),
    command: 'holdfast.smoke.showResult',
  };
}
