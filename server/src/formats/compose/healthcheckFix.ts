import {
  deleteEntry,
  insertKey,
  replaceScalar,
  replaceValue,
  type DocumentEdit,
  type Edits,
} from '../../document/edit';
import { OneLine, placeholder, type Value } from '../../document/render';
import type { Surroundings } from '../../engine/surroundings';
import { PROBE_DEFAULTS } from '../../images';
import { conditionToken, dependenciesOf, setCondition, type Dependency } from './dependencies';
import { healthOf, probeObstacle, runningImage } from './health';
import { interpolate } from './interpolation';
import { scalarText, type ComposeService } from './model';
import { DATABASE_SERVERS } from './probe';
import { answersPing, switchPingOn } from './proxyPing';
import { suggestedProbe } from './suggestedProbe';

/** The services that wait for the start of another one only, because there is nothing else to wait for yet. */
export function waitingFor(target: ComposeService): { service: ComposeService; dependency: Dependency }[] {
  if (target.file.isSwarm) return [];
  return target.file.services.flatMap((service) =>
    dependenciesOf(service)
      .filter(({ name, condition }) => name === target.name && condition === 'service_started')
      .map((dependency) => ({ service, dependency })),
  );
}

/**
 * Adds a health check, the image's own probe or one to complete, and lets the services that depend on it wait for it. Undefined
 * where no probe can run.
 */
export function addHealthcheck(service: ComposeService, surroundings: Surroundings): Edits {
  const own = ownHealthcheck(service, surroundings);
  const answer = letAnswer(service, surroundings);
  if (!own || !answer) return undefined;
  const edits = new Map<string, DocumentEdit>();
  for (const { dependency } of waitingFor(service)) {
    const waits = setCondition(dependency, 'service_healthy', service.file, surroundings);
    if (!waits) return undefined;
    // Services may share one list through an anchor.
    for (const edit of waits) edits.set(`${edit.range.start} ${edit.range.end}`, edit);
  }
  // Where both stand at one place, the command comes first.
  return [...answer, ...own, ...edits.values()];
}

/** Switches on what the probe of the image asks for, where that is off. */
function letAnswer(service: ComposeService, surroundings: Surroundings): Edits {
  const probe = runningImage(service, surroundings)?.probe;
  const asksPing = probe?.kind === 'command' && probe.test[1] === 'traefik';
  if (!asksPing || service.isPartial || answersPing(service, surroundings) !== false) return [];
  return service.get('command') ? switchPingOn(service) : undefined;
}

/** What a runtime runs is not known: whether and where it answers is for the person to say. */
function toComplete(test: readonly string[]): string[] {
  return [...test.slice(0, -1), ...test.slice(-1).map(placeholder)];
}

function ownHealthcheck(service: ComposeService, surroundings: Surroundings): Edits {
  const image = runningImage(service, surroundings);
  const probe = image?.probe;
  if (probeObstacle(service, surroundings) !== undefined || probe?.kind === 'built-in') return undefined;
  const command = probe?.kind === 'command' ? probe : undefined;
  const written = command?.test ?? ['CMD-SHELL', placeholder(guessFor(service))];
  const test = new OneLine(image?.class === 'runtime' ? toComplete(written) : written);
  const healthcheck: Value = {
    test,
    interval: command?.interval ?? PROBE_DEFAULTS.interval,
    timeout: command?.timeout ?? PROBE_DEFAULTS.timeout,
    retries: PROBE_DEFAULTS.retries,
    start_period: command?.startPeriod ?? PROBE_DEFAULTS.startPeriod,
  };
  const present = service.get('healthcheck');
  if (!present) return service.insert(['healthcheck'], healthcheck);
  if (present.owner !== service.own) {
    // What `<<` brings is overruled; what `extends` brings would be merged with a new one, and stay switched off.
    const isMerged = service.own.get('healthcheck') === present;
    return isMerged && !service.entry.aliased ? insertKey(service.own, 'healthcheck', healthcheck) : undefined;
  }
  return healthOf(service, surroundings).state === 'disabled'
    ? replaceValue(present, healthcheck)
    : service.insert(['healthcheck', 'test'], test);
}

/** A line that is right for many web services, or any server on the port of a database; the person completes it for theirs. */
function guessFor(service: ComposeService): string {
  const port = containerPort(service) ?? '8080';
  if (Number(port) in DATABASE_SERVERS) return `nc -z 127.0.0.1 ${port} || exit 1`;
  return `wget -q -O /dev/null http://127.0.0.1:${port}/health || exit 1`;
}

/** The first container port the service publishes or exposes. */
function containerPort(service: ComposeService): string | undefined {
  for (const { view } of [...service.items('ports'), ...service.items('expose')]) {
    const text = interpolate(scalarText(view.kind === 'map' ? view.get('target')?.value : view) ?? '');
    const port = /(?:^|:)(\d+)(?:\/tcp)?$/.exec(text.text)?.[1];
    if (text.known && port) return port;
  }
  return undefined;
}

/** Puts what is known to fit in place of the test; undefined where nothing is, or where the address would be a guess. */
export function replaceProbe(service: ComposeService, surroundings: Surroundings): Edits {
  const test = service.get('healthcheck', 'test');
  const suggested = suggestedProbe(service, surroundings);
  return test && suggested && !suggested.isGuess ? replaceValue(test, new OneLine(suggested.test)) : undefined;
}

/** Takes the health check away where no probe can run, and lets those that wait for it wait for a start. */
export function deleteHealthcheck(service: ComposeService): Edits {
  const healthcheck = service.get('healthcheck');
  if (!healthcheck || healthcheck.aliased || healthcheck.owner !== service.own) return undefined;
  const waiting = service.file.services.flatMap((other) =>
    dependenciesOf(other).filter(({ name, condition }) => name === service.name && condition === 'service_healthy'),
  );
  const edits = new Map<number, DocumentEdit>();
  for (const dependency of waiting) {
    const token = conditionToken(dependency);
    for (const edit of (token && replaceScalar(token, 'service_started')) ?? []) edits.set(edit.range.start, edit);
  }
  const deleted = deleteEntry(healthcheck);
  return deleted && [...deleted, ...edits.values()];
}
