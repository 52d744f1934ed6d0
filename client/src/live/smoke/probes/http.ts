/** An answer of HTTP. */
import type { HttpProbe } from '../../../../../server/src/protocol';
import { authorized, callHttp, type HttpAnswer } from '../httpCall';
import { NetworkError } from '../network';
import type { Try } from '../observe';
import { filled, filledMap } from '../placeholders';
import { CannotRun, type Observation } from '../result';
import { addressOf, hostPort } from '../targets';
import { jsonIn } from '../text';

const NEEDS_BODY = /^(?:body|json)\b/;

export async function http(probe: HttpProbe, attempt: Try): Promise<Observation> {
  const { clock } = attempt.context;
  const { address, containers } = await addressFor(probe, attempt);
  const { url, headers: fromUrl } = authorized(address);
  const headers = { ...fromUrl, ...(await filledMap(probe.headers, attempt)) };
  const body = probe.body === undefined ? undefined : await filled(probe.body, attempt);
  const begun = clock.now();
  try {
    const answer = await callHttp(
      {
        ...{ url, headers, body, method: probe.method, insecure: probe.insecure },
        needsBody: attempt.test.expect.some(({ subject }) => NEEDS_BODY.test(subject)),
      },
      attempt.signal,
    );
    return { ...answerSeen(answer, clock.now() - begun), containers };
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    return { values: {}, output: '', containers, verdict: { outcome: 'fail', message: error.message } };
  }
}

async function addressFor(probe: HttpProbe, attempt: Try): Promise<{ address: URL; containers: string[] }> {
  const { service, port, path = '/', scheme = 'http' } = probe;
  if (probe.url !== undefined) return { address: parsed(await filled(probe.url, attempt), attempt), containers: [] };
  if (service === undefined || port === undefined)
    throw new CannotRun('It names neither an address nor a service and its port.', { isLasting: true });
  const { container, ...at } = await addressOf(attempt, service, port);
  const where = `${scheme}://${hostPort(at)}${path.startsWith('/') ? '' : '/'}${await filled(path, attempt)}`;
  return { address: parsed(where, attempt), containers: [container.id] };
}

/** Does not repeat the address, which may hold a password. */
function parsed(text: string, { redactor }: Try): URL {
  redactor.learnFromData(text);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw new CannotRun('The address is none of HTTP: it has to look like http://127.0.0.1:8080/health.', {
    isLasting: true,
  });
}

function answerSeen(answer: HttpAnswer, duration: number): Pick<Observation, 'values' | 'output'> {
  const { status, headers, body, certificateDays, isTruncated } = answer;
  return {
    values: { status, body, json: jsonIn(body), headers, duration, certificateDays },
    output: [`HTTP ${status}`, body, isTruncated ? '… more than is read' : ''].filter((part) => part !== '').join('\n'),
  };
}
