/**
 * Sends an alert to Alertmanager, looks whether it is there and to whom it would go, and resolves it at once. The alert may be sent on
 * to people before that: whoever runs this has to mean it. https://prometheus.io/docs/alerting/latest/clients/
 */
import { randomUUID } from 'node:crypto';
import type { ProtocolProbe } from '../../../../../server/src/protocol';
import { isObject, listOf, objectOf, textOf, type Json } from '../../docker/json';
import { ask, NoAnswer, type Answer } from './http';
import type { ProtocolAddress } from './index';
import { error, fail, pass, warn, type Verdict } from './protocol';

const ALERTS = '/api/v2/alerts';
const NAME = 'HoldfastSmokeTest';
/** Resolving goes on when everything else was cancelled, but not for ever. */
const RESOLVE_DEADLINE_MS = 4_000;

interface Heard {
  readonly verdict: Verdict;
  readonly output: string;
}

export async function alertDelivery(_probe: ProtocolProbe, at: ProtocolAddress, signal: AbortSignal): Promise<Heard> {
  const alert = {
    labels: { alertname: NAME, severity: 'none', run: randomUUID() },
    annotations: { summary: 'A smoke test of Holdfast: nothing is wrong. It resolves itself.' },
  };
  try {
    const sent = await ask(at, ALERTS, signal, { method: 'POST', json: [alert] });
    if (sent.status !== 200) return { verdict: refused(sent), output: sent.body };
    return await lookFor(alert, at, signal);
  } catch (problem) {
    if (problem instanceof NoAnswer) return { verdict: fail(problem.message), output: '' };
    throw problem;
  }
}

async function lookFor(
  alert: { readonly labels: Readonly<Record<string, string>> },
  at: ProtocolAddress,
  signal: AbortSignal,
): Promise<Heard> {
  // By the clock of the server, which ends alerts.
  let seenAt = new Date().toISOString();
  const look = async (): Promise<Heard> => {
    const query = new URLSearchParams({ filter: `run="${alert.labels.run}"` });
    const list = await ask(at, `${ALERTS}?${query}`, signal);
    const found: unknown = Array.isArray(list.json) ? list.json[0] : undefined;
    seenAt = textOf(objectOf(found).updatedAt) || seenAt;
    return { verdict: isObject(found) ? arrived(found) : lost(list), output: list.body };
  };
  const looked = await Promise.allSettled([look()]);
  const isResolved = await resolve({ ...alert, endsAt: seenAt }, at);
  const [result] = looked;
  if (result.status === 'rejected') throw result.reason;
  if (isResolved || result.value.verdict.outcome === 'fail') return result.value;
  const verdict = warn(
    `The test alert arrived, but could not be resolved again: ${NAME} ends by itself within minutes.`,
  );
  return { ...result.value, verdict };
}

async function resolve(alert: unknown, at: ProtocolAddress): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(RESOLVE_DEADLINE_MS);
    return (await ask(at, ALERTS, signal, { method: 'POST', json: [alert] })).status === 200;
  } catch {
    return false;
  }
}

function refused({ status }: Answer): Verdict {
  if (status === 401 || status === 403)
    return error(`Alertmanager asks for a login (${status}): this test has none, so send an alert by hand.`);
  if (status >= 300 && status < 400)
    return error('The port leads to another page, mostly to a login in front of Alertmanager: publish its own port.');
  if (status === 404)
    return fail(`There is no ${ALERTS} here: it is not Alertmanager, or it runs below a path (--web.route-prefix).`);
  return fail(`Alertmanager does not take the alert (${status}): see its log.`);
}

function lost({ status, json }: Answer): Verdict {
  if (status === 200 && !Array.isArray(json))
    return fail('What answers is not Alertmanager: check which program listens there, and what the port is mapped to.');
  return fail(
    status === 200
      ? 'Alertmanager took the alert and does not have it: with several of them, check that they form one cluster.'
      : `Alertmanager took the alert, but does not list its alerts (${status}): see its log.`,
  );
}

function arrived(alert: Json): Verdict {
  const names = listOf(alert.receivers).flatMap((one) => textOf(objectOf(one).name) || []);
  const to = names.join(', ');
  if (objectOf(alert.status).state === 'suppressed')
    return warn(
      `The alert arrived, but a silence or inhibition keeps it from ${to || 'everybody'}: look at the silences in Alertmanager.`,
    );
  if (names.length === 0)
    return warn('The alert arrived, and nobody is to be told of it: check route and receivers in its configuration.');
  return pass(`The alert arrived and goes to ${to}. Whether that reaches somebody, only they can say.`);
}
