/** Stacks on a real engine, seen the way the editor sees them, and their built-in tests. */
import { afterAll, afterEach, beforeAll } from 'vitest';
import { createDockerSource, type DockerSource } from '../../../../client/src/live/docker';
import { SYSTEM_CLOCK } from '../../../../client/src/live/docker/clock';
import { ServiceWatch, type JoinedService, type JoinedStack } from '../../../../client/src/live/services';
import { builtInTests } from '../../../../client/src/live/smoke/builtIn';
import type { SmokeContext } from '../../../../client/src/live/smoke/context';
import type { SmokeResult } from '../../../../client/src/live/smoke/result';
import { runSmokeTests } from '../../../../client/src/live/smoke/run';
import type { DeclaredStack, DeclaredStackService, SmokeTest } from '../../../../server/src/protocol';
import { Dockerd, type ContainerSpec } from '../../../rig/docker';
import { declaredService, labels, stack as declaredStack } from '../../services/fixtures';
import { never, smokeContext } from '../support';

const UP_DEADLINE_MS = 60_000;

export interface RunOptions {
  readonly over?: Partial<SmokeContext>;
  readonly signal?: AbortSignal;
  readonly change?: Partial<SmokeTest>;
}

export class RunningStacks {
  readonly dockerd: Dockerd;
  readonly source: DockerSource;
  readonly services: ServiceWatch;
  readonly #declared: DeclaredStack[] = [];

  constructor(dockerd: Dockerd) {
    const report = (error: unknown): void => {
      throw error;
    };
    this.dockerd = dockerd;
    this.source = createDockerSource({ setting: () => dockerd.host, report });
    this.services = new ServiceWatch(this.source.watcher, { report, realPath: (path) => path });
    this.source.watcher.resume();
  }

  async dispose(): Promise<void> {
    this.services.dispose();
    await this.source.dispose();
  }

  /** From here on a file declares the stack. */
  declare(project: string, services: Readonly<Record<string, Partial<DeclaredStackService>>>): void {
    const folder = `file:///srv/${project}`;
    const file = `${folder}/compose.yaml`;
    const own = Object.entries(services).map(([name, over]) => declaredService(name, over));
    this.#declared.push(declaredStack(project, own, { id: file, folder, files: [file] }));
    this.services.declare(this.#declared);
  }

  /** Starts a container of a service and waits until it is seen. @returns its id */
  async up(project: string, service: string, spec: ContainerSpec): Promise<string> {
    const folder = `/srv/${project}`;
    const own = { 'project.working_dir': folder, 'project.config_files': `${folder}/compose.yaml` };
    const id = await this.dockerd.run(`${project}-${service}-${++this.#count}`, {
      ...spec,
      Labels: { ...labels(project, service, own), ...spec.Labels },
    });
    this.#started.push(id);
    await this.until(project, service, ({ replicas }) => replicas.some(({ container }) => container.id === id));
    return id;
  }

  #count = 0;
  #started: string[] = [];

  /** Removes what was started: many that are probed again and again keep a small machine busy. */
  async clear(): Promise<void> {
    const started = this.#started;
    this.#started = [];
    // A test may have removed some itself.
    await Promise.all(started.map((id) => this.dockerd.remove(id).catch(() => undefined)));
  }

  /** Settled when something holds for a service as it is seen. */
  async until(project: string, service: string, holds: (service: JoinedService) => boolean): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        const found = this.find(project)?.services.find(({ name }) => name === service);
        if (found && holds(found)) finish();
      };
      const finish = (error?: Error): void => {
        clearTimeout(timer);
        stop();
        if (error) reject(error);
        else resolve();
      };
      const timer = setTimeout(() => {
        const found = this.find(project)?.services.map(({ name, state, reason }) => `${name} ${state} ${reason}`);
        finish(new Error(`${project}/${service} is not as it should be: ${found?.join(', ') ?? 'nothing there'}`));
      }, UP_DEADLINE_MS);
      const stop = this.source.watcher.onChange(look);
      look();
    });
  }

  find(project: string): JoinedStack | undefined {
    return this.services.stacks.find(({ name }) => name === project);
  }

  tests(project: string): readonly SmokeTest[] {
    const found = this.find(project);
    return found ? builtInTests(found) : [];
  }

  test(project: string, id: string): SmokeTest {
    const tests = this.tests(project);
    const test = tests.find((one) => one.id === id);
    if (!test) throw new Error(`There is no test ${id}. There is: ${tests.map((one) => one.id).join(', ')}.`);
    return test;
  }

  /** @param id with the service, or with `stack/`; what the test needs is taken as given */
  async run(project: string, id: string, { over, signal = never(), change }: RunOptions = {}): Promise<SmokeResult> {
    const test = { ...this.test(project, id), ...change, needs: [] };
    const context = this.context(project, over);
    const [result] = await runSmokeTests([test], context, {}, signal);
    if (!result) throw new Error('There is no result.');
    return result;
  }

  /** Runs a test until it passes: a server that has just been started may take a moment, and be slow on a busy machine. */
  ready(project: string, id: string): Promise<SmokeResult> {
    const expect = this.test(project, id).expect.map((one) =>
      one.otherwise?.outcome === 'warn' ? { ...one, otherwise: { ...one.otherwise, outcome: 'fail' as const } } : one,
    );
    return this.run(project, id, { change: { expect, timeoutMs: UP_DEADLINE_MS, retries: 300, intervalMs: 200 } });
  }

  context(project: string, over: Partial<SmokeContext> = {}): SmokeContext {
    return smokeContext({
      ...{ engine: this.source.engine, stack: () => this.find(project), clock: SYSTEM_CLOCK },
      ...over,
    });
  }

  /** Runs a program in a container, independent of any test. @throws where it fails */
  async exec(id: string, ...argv: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.source.engine.exec(id, argv);
    if (exitCode !== 0) throw new Error(`${argv.join(' ')} ended with ${exitCode}: ${stdout}${stderr}`);
    return stdout.trim();
  }
}

/** An engine for the tests of a suite, emptied after each of them. @returns the stacks on it, once the suite has begun */
export function useStacks(prepare: (dockerd: Dockerd) => Promise<void>, deadlineMs = 120_000): () => RunningStacks {
  let dockerd: Dockerd | undefined;
  let running: RunningStacks | undefined;

  beforeAll(async () => {
    dockerd = await Dockerd.start();
    await prepare(dockerd);
    running = new RunningStacks(dockerd);
  }, deadlineMs);

  afterEach(() => running?.clear(), 60_000);
  afterAll(async () => {
    await running?.dispose();
    await dockerd?.dispose();
  }, 60_000);

  return () => {
    if (!running) throw new Error('There is no engine.');
    return running;
  };
}
