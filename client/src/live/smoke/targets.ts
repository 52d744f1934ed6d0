/** What a test is about: the service it names, its containers, and where its ports are reached from here. */
import { EngineError, type Container, type PortBinding } from '../docker';
import type { JoinedService } from '../services';
import type { Try } from './observe';
import { CannotRun } from './result';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** @throws CannotRun where nothing is known of the stack */
export function servicesOf({ context }: Try): readonly JoinedService[] {
  const stack = context.stack();
  if (stack) return stack.services;
  throw new CannotRun('Nothing is known of this stack: its file is gone, or nothing of it has ever run here.');
}

/** @throws CannotRun for a service that there is not */
export function serviceOf(attempt: Try, name: string): JoinedService {
  const services = servicesOf(attempt);
  const service = services.find((one) => one.name === name);
  if (service) return service;
  const names = services.map((one) => one.name).join(', ');
  throw new CannotRun(`There is no service ${name} in this stack. There is: ${names || 'none'}.`);
}

/** The containers of a service as they are now; without those that have gone meanwhile. */
export async function containersOf({ replicas }: JoinedService, { context, signal }: Try): Promise<Container[]> {
  const read = await Promise.all(
    replicas.map(async ({ container: { id } }) => {
      try {
        return [await context.engine.inspect(id, signal)];
      } catch (error) {
        if (error instanceof EngineError && error.kind === 'not-found') return [];
        throw error;
      }
    }),
  );
  return read.flat();
}

/** Fewer containers at once than an engine would notice. */
const CONCURRENT = 8;

/** Work on services or containers, a few at a time; what the work throws ends it. */
export async function inTurn<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += CONCURRENT)
    results.push(...(await Promise.all(items.slice(start, start + CONCURRENT).map(work))));
  return results;
}

/** The first container of a service that runs. What it must not be heard saying is known to the redactor from then on. */
export async function runningContainer(attempt: Try, name: string): Promise<Container> {
  const service = serviceOf(attempt, name);
  const containers = await containersOf(service, attempt);
  const container = containers.find(({ state }) => state === 'running');
  if (!container) throw new CannotRun(whyNotRunning(service, containers));
  const { environment } = await attempt.context.engine.details(container.id, attempt.signal);
  attempt.redactor.learnFrom(environment);
  return container;
}

function whyNotRunning({ name, reason }: JoinedService, [container]: readonly Container[]): string {
  if (!container)
    return `${name} does not run${reason === undefined ? '' : ` (${reason})`}: start it, then run the test again.`;
  if (container.state === 'paused') return `${name} is paused: nothing in it can answer.`;
  const { exitCode } = container;
  const code = exitCode === undefined ? '' : ` with exit code ${exitCode}`;
  return `${name} does not run: it is ${container.state}${code}. Find out why in its log, then start it.`;
}

/**
 * Where a port of a service is reached: published, or at the container's own address where this machine can go there.
 * @throws CannotRun with what to do, where it cannot
 */
export async function addressOf(attempt: Try, name: string, port: number): Promise<Address & { container: Container }> {
  const container = await runningContainer(attempt, name);
  const address = publishedAddress(container, port, attempt) ?? ownAddress(container, port, attempt);
  if (address) return { ...address, container };
  const bound = boundElsewhere(container, port);
  if (bound)
    throw new CannotRun(
      `Port ${port} of ${name} is published on ${bound.hostAddress} of ${attempt.context.engineHost} only, which is out of reach from here. Use a test of kind exec, which asks inside the container.`,
    );
  throw new CannotRun(
    `Port ${port} of ${name} is not published and its network cannot be reached from here. Publish the port on 127.0.0.1, or use a test of kind exec, which asks inside the container.`,
  );
}

function publishedAddress({ ports }: Container, port: number, { context }: Try): Address | undefined {
  const bindings = ports.filter((one) => one.containerPort === port && one.protocol === 'tcp' && one.hostPort !== 0);
  for (const { hostAddress, hostPort } of bindings) {
    if (['', '0.0.0.0', '::'].includes(hostAddress)) return { host: context.engineHost, port: hostPort };
    if (context.isLocal || !isLoopback(hostAddress)) return { host: hostAddress, port: hostPort };
  }
  return undefined;
}

/** Networks of containers are reached from the machine of the engine itself, and only where no virtual machine is in between. */
function ownAddress({ networks }: Container, port: number, { context }: Try): Address | undefined {
  if (networks.some(({ name }) => name === 'host')) return { host: context.engineHost, port };
  if (!context.isLocal || process.platform !== 'linux') return undefined;
  const address = networks.find((network) => network.address !== '')?.address;
  return address === undefined ? undefined : { host: address, port };
}

function boundElsewhere({ ports }: Container, port: number): PortBinding | undefined {
  return ports.find((one) => one.containerPort === port && one.hostPort !== 0);
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

/** For URLs: IPv6 addresses stand in brackets. */
export function hostPort({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
