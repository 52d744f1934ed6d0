/** What built-in tests over HTTP have to say when something else is on the port. */
import type { SmokeTest } from '../../../../../server/src/protocol';
import type { STRANGERS } from '../../../../rig/products/product';
import { error, fail, type Verdict } from './verdict';

type Stranger = keyof typeof STRANGERS;

const NOTHING_LISTENS = /Nothing listens on 127\.0\.0\.1:\d+/;
const CLOSED = /closes them without an answer|is closed without an answer/;
const NO_HTTP = /does not speak HTTP/;
const OTHER =
  /What answers (?:on port \d+ )?is not .*: check which program|not switched on|another path|takes no traces|it is not Alertmanager/;

/** Of tests that only want to be served: a page is a page, whoever asks for a login. */
const ANY_PAGE: Readonly<Record<Stranger, Verdict>> = {
  'nobody listens': fail(NOTHING_LISTENS),
  'takes connections and is silent': error(/No answer within 0\.3 s: it hangs/),
  'closes connections without a word': fail(CLOSED),
  'speaks another protocol': fail(NO_HTTP),
  'a page of another program': ['pass', /status is 200/],
  'another program without such a page': ['pass', /status is 404/],
  'a login page it redirects to': ['pass', /status is 302/],
  'asks for a login': ['pass', /status is 401/],
  'a proxy in front, with nothing behind it': fail(/answers with a server error/),
};

const ONE_PAGE: Readonly<Record<Stranger, Verdict>> = {
  ...ANY_PAGE,
  'a page of another program': fail(OTHER),
  'another program without such a page': fail(OTHER),
  'a login page it redirects to': error(/leads to another page, mostly to a login/),
  'asks for a login': error(/asks for a login/),
  'a proxy in front, with nothing behind it': fail(/A proxy answers in front of .* and does not reach it|\(502\)/),
};

/** Whether a stack is well is not known as long as nobody can be asked. */
const QUERY: Readonly<Record<Stranger, Verdict>> = {
  'nobody listens': error(NOTHING_LISTENS),
  'takes connections and is silent': error(/No answer within 0\.3 s: it hangs/),
  'closes connections without a word': error(CLOSED),
  'speaks another protocol': error(NO_HTTP),
  'a page of another program': error(/is not (?:Prometheus|Loki) \(200\): check address and path/),
  'another program without such a page': error(/is not (?:Prometheus|Loki) \(404\): check address and path/),
  'a login page it redirects to': error(/redirects to another page|is not (?:Prometheus|Loki) \(302\)/),
  'asks for a login': error(/asks for a login \(401\)/),
  'a proxy in front, with nothing behind it': error(/reports an error \(502\)/),
};

/** @returns undefined where another test says it */
export function strangerVerdict(name: string, { id, probe }: SmokeTest): Verdict | undefined {
  const stranger = name as Stranger;
  if (probe.kind === 'promql' || probe.kind === 'loki') return QUERY[stranger];
  // On a port of its own, which is well.
  if (probe.kind === 'protocol' && probe.protocol === 'smtp') return undefined;
  // A list of models is what another test asks for.
  if (id.endsWith('/models') || id.endsWith('/writable')) return undefined;
  return id.endsWith('/serves') ? ANY_PAGE[stranger] : ONE_PAGE[stranger];
}
