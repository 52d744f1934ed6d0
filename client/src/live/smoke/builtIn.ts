/**
 * The tests that need no file: from what a stack declares and runs, and what is known about its images.
 *
 *   catalogue   the words that tests of images are written in; images lists them all: databases, caches, queues, storage, proxies,
 *               monitoring, applications
 *   healthPages what an application's own health check tells about its health page
 *   ready       tests of a whole stack
 *   services    what the tests of a service depend on
 */
import { SMOKE_DEFAULTS, type SmokeProbe, type SmokeTest } from '../../../../server/src/protocol';
import type { JoinedStack } from '../services';
import type { HttpWay, ImageTest, ImageTests, Way } from './builtIn/catalogue';
import { healthPageTests } from './builtIn/healthPages';
import { imageTestsOf } from './builtIn/images';
import { serviceTests, stackTests, type ReadyTest } from './builtIn/ready';
import { factsOf, type ServiceFacts } from './builtIn/services';

/** @returns one list for the stack: those of single services carry the service's name in `probe.service` or before the `/` of the id */
export function builtInTests(stack: JoinedStack): readonly SmokeTest[] {
  const services = stack.services.filter(({ state }) => state !== 'inactive').map(factsOf);
  if (services.length === 0) return [];
  const taken = new Set<ImageTest>();
  const ofServices = services.flatMap((service) => [
    ...serviceTests(service, stack.objectives).map(plain),
    ...(service.isOneShot ? [] : testsOf(service, taken)),
  ]);
  return [...stackTests(stack.objectives, services).map(plain), ...ofServices];
}

function plain({ passes: _passes, fails: _fails, ...test }: ReadyTest): SmokeTest {
  return test;
}

/** @param taken tests that one service of the stack has for all */
function testsOf(service: ServiceFacts, taken: Set<ImageTest>): SmokeTest[] {
  const ofImage = imageTestsOf(service);
  const isOwnProgram = !ofImage || ofImage.images.includes('node');
  const known = (isOwnProgram ? healthPageTests(service) : undefined) ?? ofImage;
  if (!known) return [];
  const tests = known.tests.filter(
    (test) => (test.when?.(service) ?? true) && !(test.isOncePerStack && taken.has(test)),
  );
  for (const test of tests) taken.add(test);
  const made = tests.flatMap((test) => testOf(test, known, service));
  const ids = new Set([`${service.name}/running`, ...made.map(({ id }) => id)]);
  return made.map((test) => ({ ...test, needs: test.needs.filter((id) => ids.has(id)) }));
}

function testOf(test: ImageTest, { tag }: ImageTests, service: ServiceFacts): SmokeTest[] {
  const chosen = choose(test.ways, service);
  if (!chosen) return [];
  return [
    {
      ...SMOKE_DEFAULTS,
      ...test.timing,
      id: `${service.name}/${test.what}`,
      title: test.title,
      ...chosen,
      needs: ['running', ...(test.needs ?? [])].map((what) => `${service.name}/${what}`),
      tags: [tag, ...(test.tags ?? [])],
      destructive: test.destructive ?? false,
    },
  ];
}

type Chosen = Pick<SmokeTest, 'probe' | 'expect'>;

/** The first way that is open; without any, an address inside the engine's network, which the engine's own machine can reach. */
function choose(ways: readonly Way[], service: ServiceFacts): Chosen | undefined {
  for (const way of ways) {
    const chosen = openWay(way, service);
    if (chosen) return chosen;
  }
  return ways.map((way) => throughPort(way, service, portOf(way))).find((chosen) => chosen !== undefined);
}

function openWay(way: Way, service: ServiceFacts): Chosen | undefined {
  switch (way.kind) {
    case 'http':
    case 'protocol':
      return throughPort(way, service, publishedPortOf(way, service));
    case 'exec':
      return { probe: { kind: 'exec', service: service.name, argv: way.argv }, expect: way.expect };
    case 'suggested': {
      const argv = argvOf(service.suggestedProbe);
      return argv && { probe: { kind: 'exec', service: service.name, argv }, expect: way.expect };
    }
    case 'ready-made':
      return { probe: way.probe(service.name), expect: way.expect };
  }
}

function throughPort(way: Way, { name }: ServiceFacts, port: number | undefined): Chosen | undefined {
  if (port === undefined) return undefined;
  if (way.kind === 'protocol') {
    const { protocol, path } = way;
    return { probe: { kind: 'protocol', protocol, service: name, port, ...(path && { path }) }, expect: [] };
  }
  return way.kind === 'http' ? { probe: httpProbe(way, name, port), expect: way.expect } : undefined;
}

/** Ports that are TLS by custom; the names in their certificates are not the address they are asked at. */
const TLS_PORTS: readonly number[] = [443, 8443];

function httpProbe({ expect: _, port: _port, ...way }: HttpWay, service: string, port: number): SmokeProbe {
  return { ...way, service, port, ...(TLS_PORTS.includes(port) && { scheme: 'https', insecure: true }) };
}

function portOf(way: Way): number | undefined {
  if (way.kind === 'protocol') return way.port;
  if (way.kind !== 'http') return undefined;
  return typeof way.port === 'number' ? way.port : way.port.web[0];
}

function publishedPortOf(
  { port }: Extract<Way, { kind: 'http' | 'protocol' }>,
  { publishedPorts }: ServiceFacts,
): number | undefined {
  if (typeof port === 'number') return publishedPorts.includes(port) ? port : undefined;
  return port.web.find((one) => publishedPorts.includes(one)) ?? publishedPorts[0];
}

/** A probe as Compose takes it, as a call: `$$` stands for `$` there, and braces would stand for variables of the test here. */
function argvOf(probe: readonly string[] | undefined): string[] | undefined {
  const [form, ...words] = (probe ?? []).map((word) => word.replaceAll('$$', '$'));
  if (words.length === 0 || words.some((word) => word.includes('${'))) return undefined;
  if (form === 'CMD-SHELL') return ['sh', '-c', ...words];
  return form === 'CMD' ? words : undefined;
}
