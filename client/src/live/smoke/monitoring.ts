/** Prometheus and Loki of a stack, and their answers, which have the same form. */
import { isObject, listOf, objectOf, textOf, textMapOf } from '../docker/json';
import { findPrometheus } from '../prometheus';
import { authorized, callHttp, type HttpAnswer } from './httpCall';
import type { Try } from './observe';
import { filled } from './placeholders';
import { CannotRun } from './result';
import { addressOf, hostPort, servicesOf } from './targets';
import { jsonIn } from './text';
import { Each } from './values';

export interface Monitoring {
  readonly title: string;
  readonly imageKind: string;
  /** Of its image, where no file says what it is. */
  readonly image: RegExp;
  readonly port: number;
}

export const PROMETHEUS: Monitoring = {
  title: 'Prometheus',
  imageKind: 'prometheus',
  image: /(?:^|\/)prom(?:etheus)?\/prometheus(?:[:@]|$)/,
  port: 9090,
};
export const LOKI: Monitoring = {
  title: 'Loki',
  imageKind: 'loki',
  image: /(?:^|\/)grafana\/loki(?:[:@]|$)/,
  port: 3100,
};

/** @param written what the test says, if anything; @throws CannotRun where there is none */
export async function baseOf(
  monitoring: Monitoring,
  written: string | undefined,
  attempt: Try,
): Promise<{ base: URL; containers: string[] }> {
  const { title, port } = monitoring;
  if (written !== undefined) {
    const text = await filled(written, attempt);
    attempt.redactor.learnFromData(text);
    if (!URL.canParse(text))
      throw new CannotRun(`The address of ${title} cannot be used: it has to look like http://127.0.0.1:${port}.`, {
        isLasting: true,
      });
    return { base: new URL(text.endsWith('/') ? text : `${text}/`), containers: [] };
  }
  const { context } = attempt;
  const services = servicesOf(attempt);
  const stack = context.stack();
  const published = monitoring === PROMETHEUS && stack ? findPrometheus(stack, context.engineHost) : undefined;
  if (published) {
    const containers = published.service.replicas.map(({ container }) => container.id);
    return { base: new URL(`${published.url}/`), containers };
  }
  const service = services.find(
    ({ declared, replicas }) =>
      declared?.imageKind === monitoring.imageKind ||
      replicas.some(({ container }) => monitoring.image.test(container.image)),
  );
  if (!service) throw new CannotRun(`There is no ${title} in this stack: name one with "url".`);
  const { container, ...at } = await addressOf(attempt, service.name, port);
  return { base: new URL(`http://${hostPort(at)}/`), containers: [container.id] };
}

export interface Call {
  /** Below the base. */
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly data: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
}

export const NO_TENANT = /no org id/i;

/** The server has understood the question and refuses it. */
export class Refused extends CannotRun {}

/** @throws NetworkError, Refused, CannotRun for what is no answer of such a server */
export async function ask({ title }: Monitoring, base: URL, call: Call, signal: AbortSignal): Promise<Answer> {
  const { url, headers } = authorized(new URL(call.path, base));
  const parameters = new URLSearchParams(call.parameters).toString();
  const isPost = call.method === 'POST';
  if (!isPost) url.search = parameters;
  const answer = await callHttp(
    {
      ...{ url, method: call.method, body: isPost ? parameters : undefined },
      headers: {
        ...headers,
        ...call.headers,
        ...(isPost ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      },
    },
    signal,
  );
  return readAnswer(answer, title, url);
}

function readAnswer({ status, body, isTruncated }: HttpAnswer, title: string, { host }: URL): Answer {
  const answer = objectOf(jsonIn(body));
  if (answer.status === 'success' && isObject(answer.data))
    return { data: answer.data, warnings: [...listOf(answer.warnings), ...listOf(answer.infos)].map(String) };
  if (isTruncated) throw new CannotRun(`${title} at ${host} sends too much: ask for less, for instance with count().`);
  const said = wordsIn(textOf(answer.error) || body);
  // Loki says in plain text what is wrong with a query, and calls it unauthorized when a tenant is missing.
  const isLogin = (status === 401 || status === 403) && !NO_TENANT.test(said);
  if (isLogin)
    throw new CannotRun(
      `${title} at ${host} asks for a login (${status}): write it into "url" of a test in holdfast.yaml, with \${secret:NAME} for the password.`,
    );
  if (status === 400 || status === 401 || status === 422 || answer.status === 'error')
    throw new Refused(`${title} refuses the query: ${said || 'it does not say why.'}`);
  if (status >= 500) throw new CannotRun(`${title} at ${host} reports an error (${status}): ${said || 'see its log.'}`);
  throw new CannotRun(`What answers at ${host} is not ${title} (${status}): check address and path.`);
}

/** A sentence, or nothing where it is a page for people. */
function wordsIn(text: string): string {
  const said = text.trim().slice(0, 300);
  return said === '' || said.startsWith('<') ? '' : said.replace(/[^.!?…]$/, '$&.');
}

/** The values of an instant vector or a scalar, each under its labels. @throws CannotRun for anything else */
export function samplesOf({ resultType, result }: Answer['data'], title: string): Each {
  if (resultType === 'scalar' || resultType === 'string')
    return new Each([{ name: '', value: valueOf(listOf(result)) }]);
  if (resultType !== 'vector')
    throw new CannotRun(
      `${title} answers with a range (${String(resultType)}): ask for one value, for instance with last_over_time or count_over_time.`,
      { isLasting: true },
    );
  return new Each(
    listOf(result)
      .map(objectOf)
      .map(({ metric, value }) => ({ name: labelsText(textMapOf(metric)), value: valueOf(listOf(value)) })),
  );
}

/** `[time, "value"]`; `NaN` and `+Inf` are values. */
function valueOf([, value]: readonly unknown[]): unknown {
  const text = textOf(value);
  if (text === 'NaN') return NaN;
  if (/^[+-]?Inf$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

export function labelsText({ __name__: name = '', ...labels }: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return pairs.length === 0 ? name : `${name}{${pairs.join(', ')}}`;
}

/** Series line by line, and what the server has to say about them. */
export function answerText(samples: Each, warnings: readonly string[]): string {
  const lines = samples.entries.map(({ name, value }) => (name === '' ? String(value) : `${name} ${String(value)}`));
  return [...warnings.map((warning) => `Warning: ${warning}`), ...(lines.length === 0 ? ['(no result)'] : lines)].join(
    '\n',
  );
}
