/**
 * What an application says about itself under /health and the like. There is no one standard; understood are the words of ASP.NET Core
 * (Healthy, Degraded, Unhealthy), Spring Boot (UP, DOWN, OUT_OF_SERVICE), the draft for health+json (pass, warn, fail), and everyday ones.
 */
import type { ProtocolProbe } from '../../../../../server/src/protocol';
import { isObject, textOf, type Json } from '../../docker/json';
import { withoutSecrets } from '../../services/words';
import { ask, NoAnswer, type Answer } from './http';
import type { ProtocolAddress } from './index';
import { error, fail, pass, warn, type Verdict } from './protocol';

type Feeling = 'healthy' | 'degraded' | 'unhealthy';

export async function applicationHealth(
  { path = '/health', port }: ProtocolProbe,
  at: ProtocolAddress,
  signal: AbortSignal,
): Promise<{ verdict: Verdict; output: string }> {
  try {
    const answer = await ask(at, path, signal);
    const known = { path, answer, verdict: verdictOf(answer, path, port) };
    const isApplication = overallOf(answer) !== undefined || answer.status < 300;
    const others = isApplication ? await Promise.all(BESIDE.map((other) => beside(other, known, at, signal))) : [];
    const pages = [known, ...others.flatMap((page) => page ?? [])];
    const worst = BY_GRAVITY.map((outcome) => pages.find(({ verdict }) => verdict.outcome === outcome)).find(Boolean);
    return { verdict: (worst ?? known).verdict, output: pages.map(shown).join('\n\n') };
  } catch (problem) {
    if (problem instanceof NoAnswer) return { verdict: fail(problem.message), output: '' };
    throw problem;
  }
}

/** A health check mostly asks one of them; what the others say counts where they speak of health. */
const BESIDE = ['/health', '/health/liveness', '/health/readiness'];
const BY_GRAVITY: readonly Verdict['outcome'][] = ['error', 'fail', 'warn', 'pass'];

interface Page {
  readonly path: string;
  readonly answer: Answer;
  readonly verdict: Verdict;
}

async function beside(path: string, known: Page, at: ProtocolAddress, signal: AbortSignal): Promise<Page | undefined> {
  if (path === known.path) return undefined;
  try {
    const answer = await ask(at, path, signal);
    const isOwn = answer.body !== known.answer.body || answer.status !== known.answer.status;
    const isAboutHealth = answer.status !== 404 && overallOf(answer) !== undefined;
    return isOwn && isAboutHealth ? { path, answer, verdict: verdictOf(answer, path, at.port) } : undefined;
  } catch (problem) {
    if (problem instanceof NoAnswer) return undefined;
    throw problem;
  }
}

function shown({ path, answer }: Page): string {
  return `${path}: ${answer.status}\n${answer.body}`.trim();
}

function verdictOf(answer: Answer, path: string, port: number): Verdict {
  const { status } = answer;
  const feeling = overallOf(answer);
  const isLogin = status >= 300 && status < 400 && LOGIN.test(answer.location ?? '');
  if (status === 401 || status === 403 || isLogin)
    return error(`${path} asks for a login (${status}): let health checks in without one, or test another page.`);
  if (status === 404)
    return fail(`The application answers on port ${port}, but has no ${path}: check the path of its health page.`);
  if (GATEWAY_ERRORS.includes(status) && feeling === undefined)
    return fail(`A proxy answers for ${path} (${status}) and does not reach the application: see the log of both.`);
  const because = sickParts(answer.json);
  const details = because === '' ? ': see its log.' : `: ${because}. Look there first.`;
  if (status >= 500 || feeling === 'unhealthy')
    return fail(`The application says that it is unhealthy (${path}: ${status})${details}`);
  if (status >= 400) return fail(`${path} answers with ${status}: check what the application expects there.`);
  if (feeling === 'degraded') return warn(`The application works, but says that it is degraded (${path})${details}`);
  if (status < 300 && feeling === undefined && PAGE.test(answer.body))
    return warn(
      `${path} answers with a page for people, which says nothing about health: a route for every path may answer for it. Check the path.`,
    );
  if (status >= 300) return pass(`${path} answers, and leads to ${withoutSecrets(answer.location ?? 'another page')}.`);
  return pass(feeling === 'healthy' ? `${path} says healthy.` : `${path} answers with ${status}.`);
}

const GATEWAY_ERRORS = [502, 504];
const PAGE = /^\s*<(?:!doctype|html)/i;
/** A page that is for people first, whatever it says about health. */
const LOGIN = /log-?in|sign-?in|auth|sso/i;

const OVERALL_KEYS = ['status', 'Status', 'state', 'health', 'healthy', 'ok', 'overall', 'result'];

function overallOf({ json, body }: Answer): Feeling | undefined {
  if (isObject(json)) return OVERALL_KEYS.map((key) => feelingOf(json[key])).find((feeling) => feeling !== undefined);
  return feelingOf(json ?? body);
}

const WORDS: Readonly<Record<Feeling, RegExp>> = {
  healthy: /^(?:healthy|ok|okay|up|pass|passing|passed|green|ready|alive|live|running|available|operational)\b/i,
  degraded: /^(?:degraded|warn|warning|partial|yellow|impaired)\b/i,
  unhealthy:
    /^(?:unhealthy|down|fail|failed|failing|failure|error|critical|red|out[_ ]of[_ ]service|not[_ ]?ready|unavailable|dead)\b/i,
};

function feelingOf(value: unknown): Feeling | undefined {
  if (typeof value === 'boolean') return value ? 'healthy' : 'unhealthy';
  if (typeof value !== 'string') return undefined;
  const word = value.trim();
  return (Object.keys(WORDS) as Feeling[]).find((feeling) => WORDS[feeling].test(word));
}

/** Where frameworks list what an application depends on. */
const PART_KEYS = ['entries', 'checks', 'components', 'results', 'dependencies', 'details', 'services'];
const MOST_PARTS = 5;

/** `database (Unhealthy), cache (Degraded)`: their names and words, nothing else of them, for the rest may hold secrets. */
function sickParts(json: unknown): string {
  if (!isObject(json)) return '';
  const parts = PART_KEYS.flatMap((key) => partsOf(json[key]));
  return parts.slice(0, MOST_PARTS).join(', ');
}

function partsOf(list: unknown): string[] {
  const named: [string, unknown][] = Array.isArray(list)
    ? list.filter(isObject).map((part: Json) => [textOf(part.name ?? part.key ?? part.component), part])
    : isObject(list)
      ? Object.entries(list)
      : [];
  return named.flatMap(([name, part]) => {
    const word = wordOf(part);
    const feeling = feelingOf(word);
    if (name === '' || feeling === undefined || feeling === 'healthy') return [];
    return [`${name} (${typeof word === 'string' ? word : feeling})`];
  });
}

/** The draft for health+json has a list for each part. */
function wordOf(part: unknown): unknown {
  const one: unknown = Array.isArray(part) ? part[0] : part;
  return isObject(one) ? (one.status ?? one.state ?? one.healthy) : one;
}
