/**
 * A stack of one service that is a product of test/rig/products in some state, asked from outside through published ports or inside
 * through the programs of its image: everything but the engine is real.
 */
import { execFile } from 'node:child_process';
import type { DockerEngine, ExecResult } from '../../../../client/src/live/docker';
import { SYSTEM_CLOCK } from '../../../../client/src/live/docker/clock';
import { joinStacks } from '../../../../client/src/live/services/join';
import { builtInTests } from '../../../../client/src/live/smoke/builtIn';
import type { SmokeResult } from '../../../../client/src/live/smoke/result';
import { runSmokeTests } from '../../../../client/src/live/smoke/run';
import { findImage } from '../../../../server/src/images';
import type { DeclaredStackService, SmokeTest } from '../../../../server/src/protocol';
import {
  startProduct,
  type Product,
  type Program,
  type RunningProduct,
  type State,
} from '../../../rig/products/product';
import { container, declaredService, labels, observation, stack } from '../../services/fixtures';
import { never, smokeContext } from '../support';

export type Way = 'published' | 'inside';

export interface Served {
  /** By the second half of their ids, without those that every service has. */
  readonly results: ReadonlyMap<string, SmokeResult>;
  readonly asked: RunningProduct['asked'];
}

export interface ServedOptions {
  readonly way: Way;
  /** Only these, and whatever else they need is taken as given. */
  readonly alone?: boolean;
  readonly timeoutMs?: number;
  readonly declared?: Partial<DeclaredStackService>;
}

const SERVICE = 'it';
const OF_EVERY_SERVICE = ['running', 'usage', 'startup'];
/** Programs that are run on this machine in place of those in the image. */
const RUN_HERE = ['sh', 'bash', 'curl', 'wget'];

export async function served(product: Product, state: State, options: ServedOptions): Promise<Served> {
  let seemsLater = 0;
  const running = await startProduct(product, state, (milliseconds) => (seemsLater += milliseconds));
  try {
    // However busy this machine is, answers take as long as they shall seem to.
    const begun = SYSTEM_CLOCK.now();
    const clock = { ...SYSTEM_CLOCK, now: () => begun + seemsLater };
    const { joined, engine } = stackOf(product, state, running, options);
    const tests = testsOf(joined, options);
    const context = smokeContext({ engine, stack: () => joined, clock, allowsDestructive: true });
    const results = await runSmokeTests(tests, context, {}, never());
    const own = results.map((result) => [whatOf(result.test), result] as const);
    return { results: new Map(own.filter(([what]) => !OF_EVERY_SERVICE.includes(what))), asked: running.asked };
  } finally {
    await running.stop();
  }
}

/** Those that would be run, by the second half of their ids. */
export function testsServed(product: Product, options: ServedOptions): SmokeTest[] {
  const ports = Object.fromEntries(product.ports.concat(mailPorts(product)).map((port) => [port, port]));
  const running = { ports, asked: [], stop: () => Promise.resolve() };
  const { joined } = stackOf(product, {}, running, options);
  return testsOf(joined, options).filter((test) => !OF_EVERY_SERVICE.includes(whatOf(test)));
}

function mailPorts({ states }: Product): number[] {
  return [...new Set(Object.values(states).flatMap(({ greetings = {} }) => Object.keys(greetings).map(Number)))];
}

export function whatOf({ id }: SmokeTest): string {
  return id.slice(id.indexOf('/') + 1);
}

type Joined = NonNullable<ReturnType<typeof joinStacks>[number]>;

function testsOf(joined: Joined, { way, alone = false, timeoutMs = 10_000 }: ServedOptions): SmokeTest[] {
  return builtInTests(joined)
    .filter(({ id, probe }) => id.startsWith(`${SERVICE}/`) || probe.kind === 'promql')
    .filter(({ probe: { kind } }) => kind === 'container' || (kind === 'exec') === (way === 'inside'))
    .map((test) => ({ ...test, timeoutMs, retries: 0, ...(alone && { needs: [] }) }));
}

function stackOf(
  { image, environment = {}, programs }: Product,
  state: State,
  running: RunningProduct,
  { way, declared }: ServedOptions,
): { joined: Joined; engine: DockerEngine } {
  const known = findImage(image);
  const probe = known?.probe.kind === 'command' ? known.probe.test : undefined;
  const service = declaredService(SERVICE, {
    image: { value: image, source: declaredService(SERVICE).source },
    ...{ imageKind: known?.kind, suggestedProbe: probe, environmentNames: Object.keys(environment) },
    ...declared,
  });
  const published = Object.entries(running.ports).map(([port, hostPort]) => ({
    ...{ containerPort: Number(port), hostPort, hostAddress: '127.0.0.1', protocol: 'tcp' },
  }));
  const one = container({ image, labels: labels('app', SERVICE), ports: way === 'published' ? published : [] });
  const [joined] = joinStacks([stack('app', [service])], observation([one]));
  if (!joined) throw new Error('The service is in no stack.');
  const engine = {
    inspect: () => Promise.resolve(one),
    details: () => Promise.resolve({ environment: new Map(Object.entries(environment)), logPath: '' }),
    exec: (_id: string, argv: readonly string[], options: { readonly signal?: AbortSignal } = {}) =>
      execute(argv, { ...programs, ...state.programs }, running, environment, options.signal),
  } as unknown as DockerEngine;
  return { joined, engine };
}

function execute(
  argv: readonly string[],
  programs: Readonly<Record<string, Program>>,
  { ports }: RunningProduct,
  environment: Readonly<Record<string, string>>,
  signal = never(),
): Promise<ExecResult> {
  const [program = ''] = argv;
  const known = programs[program];
  const nothing = { stdout: '', stderr: '', isTruncated: false, notRun: undefined };
  if (known) return Promise.resolve({ ...nothing, ...known });
  if (!RUN_HERE.includes(program))
    return Promise.resolve({ ...nothing, exitCode: 127, notRun: { program, reason: 'missing' } });
  const words = argv.slice(1).map((word) => atRealPorts(word, ports));
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env.PATH ?? '', ...environment };
    execFile(program, words, { env, signal }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ ...nothing, exitCode: (error?.code as number | undefined) ?? 0, stdout, stderr });
    });
  });
}

/** Inside of the container the product has the ports it is known for. */
function atRealPorts(word: string, ports: RunningProduct['ports']): string {
  const withPort = word.replace(/(http:\/\/127\.0\.0\.1)(?=\/|$)/g, '$1:80');
  return withPort.replace(/(127\.0\.0\.1[:/])(\d+)/g, (all, address: string, port: string) => {
    const real = ports[Number(port)];
    return real === undefined ? all : `${address}${real}`;
  });
}
