/** What Prometheus says, as rows of the Services view: below the service it is about, and below the server for the rest. */
import { DEFAULT_OBJECTIVES, type Objectives } from '../../../../server/src/protocol';
import { firingText, isAlarming, upText, type Alert, type PrometheusServer, type Target } from '../../live/prometheus';
import { percentText, type JoinedService, type JoinedStack } from '../../live/services';
import { firstLineOf } from '../../live/services/words';
import { CONDITION_ICONS, ERROR, FAINT, GOOD, NOTE, STARTING, WARNING } from '../services/icons';
import type { Icon, Row } from '../services/row';
import { escaped, fence, timeOfDay } from '../services/words';

/** Server and objectives that a row is to be read with. */
interface Context {
  readonly server: PrometheusServer;
  readonly objectives: Objectives;
}

/** For servers that no stack has: they stand beside the stacks. */
export function serverRows(servers: readonly PrometheusServer[]): Row[] {
  return servers
    .filter(({ stackId }) => stackId === undefined)
    .map((server) => serverRow({ server, objectives: DEFAULT_OBJECTIVES }, hostOf(server.address)));
}

/** For the server that runs in a stack, if any: it stands below the services. */
export function ownServerRows({ id, name, objectives }: JoinedStack, servers: readonly PrometheusServer[]): Row[] {
  return servers
    .filter(({ stackId }) => stackId === id)
    .map((server) => ({ ...serverRow({ server, objectives }), spoken: `${spokenServer(server)}, of stack ${name}` }));
}

/** Targets and alerts of one service. */
export function metricRows(
  { id }: JoinedService,
  { objectives }: JoinedStack,
  servers: readonly PrometheusServer[],
): Row[] {
  return servers.flatMap((server) => {
    const metrics = server.metrics.services.get(id);
    return metrics ? targetAndAlertRows(id, metrics, { server, objectives }) : [];
  });
}

// ---- servers ----

function serverRow(context: Context, host = ''): Row {
  const { server } = context;
  const { id, address, metrics } = server;
  // What went wrong may have named it already.
  const place = stateText(server).includes(host) ? '' : host;
  const rest = { targets: metrics.otherTargets, alerts: metrics.otherAlerts };
  const needsCredentials = isRefused(server);
  const hasRows = remedyOf(server) === undefined && rest.targets.length + rest.alerts.length > 0;
  return {
    id,
    label: 'Prometheus',
    description: [stateText(server), place].filter(Boolean).join(' · '),
    icon: serverIcon(context),
    context: [
      'prometheus',
      ...(address === '' ? [] : ['hasPage']),
      ...(needsCredentials ? ['needsCredentials'] : []),
    ].join(' '),
    spoken: [spokenServer(server), place].filter(Boolean).join(', '),
    tooltip: () => serverTooltip(server),
    revision: server.state.kind === 'lost' ? server.state.reason.message : server.state.kind,
    children: hasRows ? () => targetAndAlertRows(id, rest, context) : undefined,
    page: address === '' ? undefined : address,
    command: remedyOf(server),
  };
}

/** What mends it, where a click can. */
function remedyOf(server: PrometheusServer): Row['command'] {
  if (isRefused(server))
    return { command: 'holdfast.prometheus.setCredentials', title: 'Set Credentials', arguments: [server.address] };
  if (isMisconfigured(server))
    return { command: 'holdfast.prometheus.chooseServer', title: 'Open Setting', arguments: [] };
  return undefined;
}

function isMisconfigured({ state }: PrometheusServer): boolean {
  return state.kind === 'lost' && state.reason.kind === 'configuration';
}

function isRefused({ state }: PrometheusServer): boolean {
  return state.kind === 'lost' && state.reason.kind === 'no-permission';
}

function stateText(server: PrometheusServer): string {
  const { state, reading } = server;
  switch (state.kind) {
    case 'connecting':
      return 'connecting';
    case 'stopped':
      return 'not asked now';
    case 'lost':
      if (isRefused(server)) return 'needs credentials';
      return `${isMisconfigured(server) ? 'not asked' : 'not known'}: ${sentenceStart(state.reason.message)}`;
    case 'connected': {
      const pending = reading.alerts.filter((alert) => alert.state === 'pending').length;
      const parts = [
        upText(reading.targets),
        firingText(reading.alerts),
        pending === 0 ? undefined : `${pending} pending`,
      ];
      return parts.filter((part) => part !== undefined).join(' · ');
    }
  }
}

/** A sentence as the second half of another. */
function sentenceStart(sentence: string): string {
  const text = sentence.replace(/\.$/, '');
  return /^(?:Prometheus|https?:)/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}

function spokenServer(server: PrometheusServer): string {
  const { state } = server;
  const remedy = state.kind === 'lost' ? (state.reason.remedy ?? '') : '';
  return [`Prometheus, ${stateText(server).replaceAll(' · ', ', ')}`, remedy].filter(Boolean).join('. ');
}

/** What belongs to services colours them; the server stands for the rest. */
function serverIcon({ server, objectives }: Context): Icon {
  const { state, metrics } = server;
  switch (state.kind) {
    case 'connecting':
      return STARTING;
    case 'stopped':
      return CONDITION_ICONS.unknown;
    case 'lost':
      return isRefused(server) ? { name: 'key', color: WARNING } : CONDITION_ICONS.unknown;
    case 'connected': {
      const isBad =
        metrics.otherTargets.some((target) => target.health === 'down' || isBelow(target, objectives)) ||
        metrics.otherAlerts.some(isAlarming);
      return isBad ? CONDITION_ICONS.degraded : { name: 'pulse', color: GOOD };
    }
  }
}

function serverTooltip(server: PrometheusServer): string {
  const { address, state } = server;
  const parts = [
    `**Prometheus** — ${escaped(stateText(server))}`,
    ...(address === '' ? [] : [fence(address)]),
    ...(state.kind === 'lost' ? [escaped([state.reason.message, state.reason.remedy].filter(Boolean).join(' '))] : []),
  ];
  return parts.join('\n\n');
}

function hostOf(address: string): string {
  return address === '' ? '' : new URL(address).host;
}

// ---- targets and alerts ----

function targetAndAlertRows(
  id: string,
  { targets, alerts }: { readonly targets: readonly Target[]; readonly alerts: readonly Alert[] },
  context: Context,
): Row[] {
  const rows = [
    ...[...alerts]
      .sort(byWords(({ name, labels }) => `${name} ${labelText(labels)}`))
      .map((alert) => alertRow(alert, context)),
    ...[...targets]
      .sort(byWords(({ job, instance, url }) => `${job} ${instance} ${url}`))
      .map((target) => targetRow(target, context, targets.filter(({ job }) => job === target.job).length > 1)),
  ];
  // The editor takes no two rows with the same id, and relabelling can make two targets the same.
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const count = (seen.get(row.id) ?? 0) + 1;
    seen.set(row.id, count);
    return { ...row, id: `${id}/${row.id}${count === 1 ? '' : `#${count}`}` };
  });
}

/** In an order that does not change with states, so that nothing moves under the mouse. */
function byWords<Item>(words: (item: Item) => string): (a: Item, b: Item) => number {
  return (a, b) => (words(a) < words(b) ? -1 : 1);
}

function targetRow(target: Target, { server, objectives }: Context, isOneOfMany: boolean): Row {
  // The side bar is narrow: what tells targets apart comes first.
  const { job, instance, labels, url, error } = target;
  const state = server.isStale ? 'not known' : targetText(target, objectives);
  const name = isOneOfMany ? instance : job;
  const family = isOneOfMany ? job : '';
  return {
    id: `target ${url} ${labelText(labels)}`,
    label: `target ${name}`,
    description: [state, family].filter(Boolean).join(' · '),
    icon: targetIcon(target, server.isStale, objectives),
    context: 'target hasPage',
    spoken: [`Target ${name}`, state.replaceAll(' · ', ', '), family].filter(Boolean).join(', '),
    tooltip: () =>
      [`**${escaped(name)}** — ${escaped(state)}`, fence(url), ...(error === '' ? [] : [fence(error)])].join('\n\n'),
    revision: error,
    page: `${server.address}/targets`,
  };
}

function targetText(target: Target, objectives: Objectives): string {
  const { health, error, success } = target;
  if (health === 'unknown') return 'not scraped yet';
  if (health === 'down') return ['down', firstLineOf(withoutRequest(error))].filter(Boolean).join(' · ');
  const share = success === undefined ? '' : `${percentText(success)} of scrapes in 24 h`;
  const wanted = isBelow(target, objectives) ? `, ${percentText(objectives.scrape)} wanted` : '';
  return ['up', share + wanted].filter(Boolean).join(' · ');
}

/** `Get "http://web/metrics": ` begins every error of a scrape, and pushes what went wrong out of sight. */
function withoutRequest(error: string): string {
  return error.replace(/^Get "[^"]*": /, '');
}

function isBelow({ success = 1 }: Target, { scrape }: Objectives): boolean {
  return success < scrape;
}

function targetIcon(target: Target, isStale: boolean, objectives: Objectives): Icon {
  if (isStale || target.health === 'unknown') return CONDITION_ICONS.unknown;
  if (target.health === 'down') return { name: 'error', color: ERROR };
  return isBelow(target, objectives) ? CONDITION_ICONS.degraded : { name: 'pass', color: GOOD };
}

function alertRow(alert: Alert, { server }: Context): Row {
  const { name, severity, summary = '', since, labels } = alert;
  const verb = alert.state === 'firing' ? 'fires' : 'is pending';
  const state = server.isStale ? 'not known' : [verb, severity].filter(Boolean).join(' · ');
  return {
    id: `alert ${labelText(labels)}`,
    label: `alert ${name}`,
    description: [state, firstLineOf(summary)].filter(Boolean).join(' · '),
    icon: alertIcon(alert, server.isStale),
    context: 'alert hasPage',
    spoken: [`Alert ${name}`, state.replaceAll(' · ', ', '), summary].filter(Boolean).join(', '),
    tooltip: () =>
      [
        `**${escaped(name)}** — ${escaped(state)}${since === undefined ? '' : `, since ${escaped(timeOfDay(since))}`}`,
        ...(summary === '' ? [] : [escaped(summary)]),
        fence(labelText(labels)),
      ].join('\n\n'),
    revision: String(since),
    page: `${server.address}/alerts`,
  };
}

const URGENT = /^(?:critical|page|emergency|fatal|disaster)$/i;

function alertIcon(alert: Alert, isStale: boolean): Icon {
  if (isStale) return CONDITION_ICONS.unknown;
  if (!isAlarming(alert)) return { name: 'bell', color: alert.state === 'firing' ? NOTE : FAINT };
  return { name: 'bell-dot', color: URGENT.test(alert.severity ?? '') ? ERROR : WARNING };
}

/** One line for each label, in an order that stays. */
function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .sort()
    .join('\n');
}
