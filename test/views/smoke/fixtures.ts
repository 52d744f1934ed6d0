import { joinStacks, type JoinedService, type JoinedStack } from '../../../client/src/live/services';
import type { Container } from '../../../client/src/live/docker';
import type { SmokeResult } from '../../../client/src/live/smoke/result';
import { fileNodes, leavesOf, type Leaf, type RunnableLeaf, type TestNode } from '../../../client/src/views/smoke/tree';
import type { BrokenSmokeTest, DeclaredSmokeTest, SmokeProbe, SmokeTest } from '../../../server/src/protocol';
import { container, declaredService, labels, observation, place, stack } from '../../live/services/fixtures';

export const FILE = 'file:///srv/app/holdfast.yaml';
/** Of the stack that the fixtures of services declare. */
export const STACK = 'file:///srv/app/compose.yaml';

export const ASKS_DATABASE: SmokeProbe = { kind: 'exec', service: 'db', argv: ['pg_isready'] };

export function smokeTest(id: string, over: Partial<SmokeTest> = {}): SmokeTest {
  return {
    id,
    title: id,
    probe: { kind: 'http', url: 'http://127.0.0.1/' },
    expect: [{ subject: 'status', matcher: { equals: 200 } }],
    timeoutMs: 10_000,
    retries: 0,
    intervalMs: 1_000,
    needs: [],
    tags: [],
    destructive: false,
    ...over,
  };
}

export function declared(
  id: string,
  over: Partial<SmokeTest> & { stacks?: readonly string[] } = {},
): DeclaredSmokeTest {
  const { stacks = [STACK], ...rest } = over;
  return { ...smokeTest(id, rest), stacks, source: place(3, FILE), problem: undefined };
}

export function broken(id: string, problem: string): BrokenSmokeTest {
  return { id, title: id, tags: [], destructive: false, stacks: [STACK], source: place(9, FILE), problem };
}

export function nodesOf(...tests: DeclaredSmokeTest[]): TestNode[] {
  return fileNodes([{ uri: FILE, stacks: [STACK], tests }], () => 'holdfast.yaml');
}

export function leaves(...tests: DeclaredSmokeTest[]): Leaf[] {
  return leavesOf(nodesOf(...tests));
}

export function leaf(id: string, over: Parameters<typeof declared>[1] = {}): RunnableLeaf {
  return leaves(declared(id, over))[0] as RunnableLeaf;
}

export function result(test: SmokeTest, over: Partial<SmokeResult> = {}): SmokeResult {
  return {
    test,
    outcome: 'pass',
    message: 'It answers.',
    output: '',
    durationMs: 12,
    tries: 1,
    containers: [],
    ...over,
  };
}

/** The services `db`, whose data is in a volume, and `web`, with the containers that are given. */
export function joined(...containers: Container[]): JoinedStack {
  const services = [declaredService('db', { dataVolumes: ['pgdata'] }), declaredService('web')];
  return joinStacks([stack('app', services)], observation(containers))[0] as JoinedStack;
}

export function runs(service: string, over: Partial<Container> = {}): Container {
  return container({ id: `${service}-1`, name: `app-${service}-1`, labels: labels('app', service), ...over });
}

export function service(of: JoinedStack, name: string): JoinedService {
  return of.services.find((one) => one.name === name) as JoinedService;
}
