/** What is known about testing well-known images: data, and the words to write it in. */
import type { Expectation, HttpProbe, Matcher, SmokeTest } from '../../../../../server/src/protocol';
import type { ServiceFacts } from './services';

/** The tests of images that behave the same. */
export interface ImageTests {
  readonly title: string;
  /** As `imageKind` of declared services names them. */
  readonly kinds: readonly string[];
  /** Names of images without registry and tag, for services that no file declares: `postgres`, `grafana/loki`. */
  readonly images: readonly string[];
  /** Every test of it carries this tag. */
  readonly tag: string;
  readonly tests: readonly ImageTest[];
}

export interface ImageTest {
  /** The second half of the id. */
  readonly what: string;
  readonly title: string;
  /** For the documentation: when it passes, and what it says otherwise. */
  readonly passes: string;
  readonly fails: string;
  /**
   * In order of preference. Ports count where they are published, programs always; where neither is to be had the first way is taken,
   * to an address inside the engine's network.
   */
  readonly ways: readonly [Way, ...Way[]];
  readonly timing?: Partial<Pick<SmokeTest, 'timeoutMs' | 'retries' | 'intervalMs'>>;
  /** Left out where this is false. */
  readonly when?: (service: ServiceFacts) => boolean;
  /** Asks the one Prometheus or Loki of a stack: the first service of its kind has the test. */
  readonly isOncePerStack?: true;
  /** Beside the running container: tests of the same service. */
  readonly needs?: readonly string[];
  readonly tags?: readonly string[];
  readonly destructive?: true;
}

export type Way =
  | HttpWay
  | { readonly kind: 'protocol'; readonly protocol: string; readonly port: number; readonly path?: string }
  | { readonly kind: 'exec'; readonly argv: readonly string[]; readonly expect: readonly Expectation[] }
  /** The probe that fits the tag of a declared image. */
  | { readonly kind: 'suggested'; readonly expect: readonly Expectation[] }
  | {
      readonly kind: 'ready-made';
      readonly probe: (service: string) => SmokeTest['probe'];
      readonly expect: readonly Expectation[];
    };

export interface HttpWay extends Omit<HttpProbe, 'kind' | 'service' | 'url' | 'port'> {
  readonly kind: 'http';
  /** `web`: one of these is published, or else whatever is. */
  readonly port: number | { readonly web: readonly number[] };
  readonly expect: readonly Expectation[];
}

type Outcome = NonNullable<Expectation['otherwise']>['outcome'];

export function expected(subject: string, matcher: Matcher, message: string, outcome: Outcome = 'fail'): Expectation {
  return { subject, matcher, otherwise: { outcome, message } };
}

/** @param pattern what must not be in the text, whatever its case */
export function never(subject: string, pattern: string, message: string, outcome: Outcome = 'fail'): Expectation {
  return expected(subject, { lacks: pattern }, message, outcome);
}

/** Of an answer that has to be 200 and nothing else. @param unwell what it means when the server itself reports an error */
export function ok(title: string, port: number, unwell: string): Expectation[] {
  return [
    ...itself(title, port),
    expected('status', { lt: 500 }, unwell),
    expected('status', { equals: 200 }, isOther(title, port)),
  ];
}

const LOGIN_DEMANDED = [401, 403];
const REDIRECTS = [301, 302, 303, 307, 308];
const GATEWAY_ERRORS = [502, 504];

/** Whoever stands in front of it hides how it is. */
export function itself(title: string, port: number): Expectation[] {
  const leads = `Port ${port} leads to another page, mostly to a login in front of ${title}. Write a test with the right header into holdfast.yaml.`;
  return [
    ...LOGIN_DEMANDED.map((status) => expected('status', { not: status }, needsLogin(title), 'error')),
    ...REDIRECTS.map((status) => expected('status', { not: status }, leads, 'error')),
    ...GATEWAY_ERRORS.map((status) => expected('status', { not: status }, behindProxy(title))),
  ];
}

export function needsLogin(title: string): string {
  return `${title} asks for a login. Write a test with the right header into holdfast.yaml.`;
}

function behindProxy(title: string): string {
  return `A proxy answers in front of ${title} and does not reach it: check that it runs, and where the proxy leads.`;
}

export function isOther(title: string, port: number): string {
  return `What answers on port ${port} is not ${title}: check which program listens there, and what the port is mapped to.`;
}

/** Of answers that are never a page for people. */
export function noPage(title: string, port: number): Expectation {
  return never('body', '<html|<!doctype', isOther(title, port));
}

export function succeeds(message: string): Expectation {
  return expected('exitCode', { equals: 0 }, message);
}

export function inShell(...commands: readonly string[]): string[] {
  return ['sh', '-c', commands.join('\n')];
}

/**
 * For scripts in containers: `value A B` prints the first variable that is set, or what is in the file that `A_FILE` names. Secrets
 * stay where they are. Written without braces, which would stand for variables of the test.
 */
export const VALUE = [
  'value() {',
  '  for name; do',
  '    eval "found=\\$$name"; eval "file=\\$$name"_FILE',
  '    [ -z "$found" ] && [ -r "$file" ] && found=$(cat "$file")',
  '    [ -n "$found" ] && printf %s "$found" && return',
  '  done',
  '}',
].join('\n');
