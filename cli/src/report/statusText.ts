import { firingText, isAlarming, upText, type Alert, type Target } from '../../../client/src/live/prometheus';
import { durationText, isWell, type JoinedService, type ServiceState } from '../../../client/src/live/services';
import { metricsIn, placeText, problemOf, type PathText, type ReportedStack, type StatusReport } from './status';
import { engineLines, painter, type Paint, type Style } from './terminal';

/** Each state has a shape of its own: colours alone are lost on many eyes and in every log file. */
const SHAPES: Readonly<Record<ServiceState, readonly [shape: string, style: Style]>> = {
  running: ['✔', 'good'],
  degraded: ['▲', 'middling'],
  unhealthy: ['✖', 'bad'],
  failed: ['✖', 'bad'],
  stopped: ['■', 'middling'],
  missing: ['?', 'middling'],
  unknown: ['…', 'middling'],
  undeclared: ['+', 'middling'],
  ended: ['○', 'quiet'],
  inactive: ['·', 'quiet'],
};
const DRIFTED = ['≠', 'middling'] as const;

/** For people: a shape for the state, the name, then the reason in its first words. @param now on this machine's clock */
export function statusText(report: StatusReport, pathText: PathText, isColoured: boolean, now: number): string {
  const paint = painter(isColoured);
  const lines = [
    ...engineLines(report.engine, paint),
    ...report.stacks.flatMap((reported) => stackLines(reported, report, pathText, paint, now)),
  ];
  return `${lines.join('\n')}\n`;
}

function stackLines(
  reported: ReportedStack,
  report: StatusReport,
  pathText: PathText,
  paint: Paint,
  now: number,
): string[] {
  const { stack } = reported;
  const well = stack.services.filter(isWell).length;
  const file = stack.declared?.files[0];
  const title = `${paint('strong', stack.name)}   ${file === undefined ? '' : pathText(file)}   ${well} of ${stack.services.length} ok`;
  const width = Math.max(0, ...stack.services.map(({ name }) => name.length));
  return [
    '',
    title,
    ...(stack.startedFrom === undefined ? [] : [`  ${paint('middling', '≠')} started from ${stack.startedFrom}`]),
    ...stack.services.flatMap((service) => [
      serviceLine(service, width, paint, now),
      ...detailLines(service, report, pathText).map((line) => paint('quiet', `      ${line}`)),
    ]),
    ...prometheusLines(reported, paint),
  ];
}

function serviceLine(service: JoinedService, width: number, paint: Paint, now: number): string {
  const { state, name, reason, drift } = service;
  const differs =
    drift.length === 0
      ? undefined
      : `${[...new Set(drift.map(({ aspect }) => aspect))].join(', ')} differs from the file`;
  const isRunning = state === 'running';
  const [shape, style] = isRunning && differs !== undefined ? DRIFTED : SHAPES[state];
  const words = [reason, differs].filter((one) => one !== undefined);
  const tail = figuresOf(service, now);
  const said = [words.join(' · '), tail === '' ? '' : paint('quiet', tail)].filter(Boolean).join('   ');
  return `  ${paint(style, shape)} ${name.padEnd(width)}  ${said}`.trimEnd();
}

/** What goes without saying when everything is well, and is good to know. */
function figuresOf({ replicas }: JoinedService, now: number): string {
  const figures = replicas.flatMap((replica) => replica.figures ?? []);
  const [first] = figures;
  if (!first) return '';
  if (first.state === 'exited' || first.state === 'dead')
    return first.finishedAt === undefined ? '' : `${durationText(now - first.finishedAt)} ago`;
  const uptimes = figures.flatMap(({ uptimeMs }) => uptimeMs ?? []);
  const restarts = figures.reduce((sum, one) => sum + one.restarts, 0);
  return [
    replicas.length > 1 ? `${replicas.length} containers` : '',
    uptimes.length > 0 ? `up ${durationText(Math.min(...uptimes))}` : '',
    restarts > 0 ? `${restarts} ${restarts === 1 ? 'restart' : 'restarts'}` : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

const LONGEST_OUTPUT = 160;

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.slice(0, LONGEST_OUTPUT) ?? '';
}

/** Below what is not well: the evidence, and the line of the file to go to. */
function detailLines(service: JoinedService, report: StatusReport, pathText: PathText): string[] {
  const details = service.drift.map(
    ({ aspect, declared, observed, source }) =>
      `${aspect}: ${placeText(source, pathText)} says ${declared}, runs with ${observed}`,
  );
  const findings = report.findings.filter(({ serviceId }) => serviceId === service.id);
  if (!isWell(service) && service.declared) {
    const probe = service.replicas
      .flatMap(({ figures }) => figures?.probes.at(-1) ?? [])
      .find(({ outcome }) => outcome.kind !== 'passed');
    if (probe)
      details.unshift([`last probe: exit ${probe.exitCode}`, firstLine(probe.output)].filter(Boolean).join(' · '));
    if (findings.length === 0 && service.cause !== 'stale')
      details.push(`declared in ${placeText(service.declared.source, pathText)}`);
  }
  for (const finding of findings)
    details.push(`${placeText({ uri: finding.uri, range: finding.range }, pathText)} ${finding.message}`);
  return details;
}

function prometheusLines(reported: ReportedStack, paint: Paint): string[] {
  const { prometheus, stack } = reported;
  if (!prometheus) return [];
  const problem = problemOf(prometheus);
  if (problem) {
    const remedy = problem.remedy === undefined ? '' : ` ${problem.remedy}`;
    return [`  ${paint('middling', '…')} Prometheus: ${problem.message}${remedy}`];
  }
  const metrics = metricsIn(reported);
  if (!metrics) return [];
  const { targets, alerts } = prometheus.reading;
  const own = stack.services.flatMap(({ id }) => metrics.services.get(id) ?? []);
  return [
    paint('quiet', `  Prometheus ${prometheus.address}: ${upText(targets)}, ${firingText(alerts) ?? 'no alert fires'}`),
    ...own
      .flatMap((service) => service.targets.filter(isDown).map(targetText))
      .map((line) => paint('quiet', `      ${line}`)),
    ...metrics.otherTargets.filter(isDown).map((target) => `      ${paint('middling', '▲')} ${targetText(target)}`),
    ...metrics.otherAlerts.filter(isAlarming).map((alert) => `      ${paint('middling', '▲')} ${alertText(alert)}`),
  ];
}

function isDown({ health }: Target): boolean {
  return health === 'down';
}

function targetText({ job, url, error }: Target): string {
  return `${job}: ${url} is down${error === '' ? '' : ` · ${error}`}`;
}

function alertText({ name, severity, summary }: Alert): string {
  return `alert ${name} fires${severity === undefined ? '' : ` (${severity})`}${summary === undefined ? '' : ` · ${summary}`}`;
}
