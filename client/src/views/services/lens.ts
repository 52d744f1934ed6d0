/** What stands above a service in its file. */
import type { SourceRange } from '../../../../server/src/protocol';
import type { JoinedService, JoinedStack } from '../../live/services';
import { isStartable, isUp } from './row';
import { serviceIcon, stateAndReason, targetOf } from './rows';
import { minuteOf } from './words';

export interface Lens {
  readonly range: SourceRange['range'];
  readonly title: string;
  readonly tooltip: string;
  /** Of the manifest. */
  readonly command: string;
  /** Of the service. */
  readonly id: string;
}

const LONGEST_TITLE = 100;

/** What else is to be shown above a service. */
export type MoreLenses = (
  service: JoinedService,
  stack: JoinedStack,
) => readonly Pick<Lens, 'title' | 'tooltip' | 'command'>[];

/** @param uri of the file whose services are wanted */
export function lensesIn(uri: string, stacks: readonly JoinedStack[], more: MoreLenses = () => []): Lens[] {
  return stacks.flatMap((stack) =>
    stack.services.flatMap((service) => {
      const source = service.declared?.source;
      return source?.uri === uri ? lensesOf(service, stack, source.range, more) : [];
    }),
  );
}

function lensesOf(service: JoinedService, stack: JoinedStack, range: SourceRange['range'], more: MoreLenses): Lens[] {
  const { id, name } = service;
  const target = targetOf(service, stack);
  const lens = (title: string, command: string, tooltip: string): Lens => ({
    range,
    title,
    tooltip,
    command: `holdfast.services.${command}`,
    id,
  });
  return [
    lens(titleOf(service), 'show', `Show ${name} in the Services view`),
    ...(target.containers.length > 0 ? [lens('Logs', 'showLogs', `Show what ${name} prints`)] : []),
    ...(target.containers.some(isUp) ? [lens('Restart', 'restart', `Restart ${name}, after asking`)] : []),
    ...(isStartable(target) ? [lens('Start', 'start', `Start ${name}, after asking`)] : []),
    ...more(service, stack).map((one) => ({ ...one, range, id })),
  ];
}

function titleOf(service: JoinedService): string {
  const figures = service.replicas[0]?.figures;
  const parts = [
    stateAndReason(service, ': '),
    ...(figures?.uptimeMs !== undefined && figures.startedAt !== undefined
      ? [`up since ${minuteOf(figures.startedAt)}`]
      : []),
    ...(figures && service.cause !== 'restart loop'
      ? [`${figures.restarts} ${figures.restarts === 1 ? 'restart' : 'restarts'}`]
      : []),
  ];
  const [first = '', ...rest] = parts;
  const short = first.length > LONGEST_TITLE ? `${first.slice(0, LONGEST_TITLE - 1)}…` : first;
  return `$(${serviceIcon(service).name})${SPACE}${[short, ...rest].join(' · ')}`;
}

/** The editor swallows an ordinary space behind an icon. */
export const SPACE = '\u00a0';
