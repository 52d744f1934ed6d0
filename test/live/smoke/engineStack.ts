/** A stack in a real engine, joined with what is declared as the editor and the command line do it. */
import { DockerEngine, type Container } from '../../../client/src/live/docker';
import { joinStacks, type JoinedStack } from '../../../client/src/live/services';
import type { SmokeContext } from '../../../client/src/live/smoke/context';
import type { SmokeResult } from '../../../client/src/live/smoke/result';
import type { DeclaredStackService, SmokeTest } from '../../../server/src/protocol';
import { Dockerd, IDLE, type ContainerSpec } from '../../rig/docker';
import { declaredService, labels, observation, stack } from '../services/fixtures';
import { never, resultOf } from './support';

const PROJECT = 'app';

/** Runs a script, and then is idle. */
export function after(script: string): ContainerSpec {
  return { Cmd: ['sh', '-c', `${script}\n${String(IDLE.Cmd[2])}`] };
}

/** @returns lines of a script that make a program of a text; the text must not hold single quotes */
export function program(path: string, text: string): string {
  return `printf '%s\\n' '#!/bin/sh' '${text}' >${path} && chmod 755 ${path}`;
}

export class EngineStack {
  readonly dockerd: Dockerd;
  readonly engine: DockerEngine;

  private constructor(dockerd: Dockerd) {
    this.dockerd = dockerd;
    this.engine = new DockerEngine(() => ({
      kind: 'socket',
      path: dockerd.socket,
      address: dockerd.host,
      ...{ context: undefined, origin: 'setting' },
    }));
  }

  /** @param images names of images with busybox */
  static async start(...images: string[]): Promise<EngineStack> {
    const dockerd = await Dockerd.start();
    await dockerd.importBusybox('busybox:test', ...images);
    return new EngineStack(dockerd);
  }

  async dispose(): Promise<void> {
    await this.engine.close();
    await this.dockerd.dispose();
  }

  /** @returns the container's id */
  run(service: string, spec: ContainerSpec, number = 1): Promise<string> {
    return this.dockerd.run(`app-${service}-${number}`, labelled(service, spec, number));
  }

  create(service: string, spec: ContainerSpec, number = 1): Promise<string> {
    return this.dockerd.create(`app-${service}-${number}`, labelled(service, spec, number));
  }

  /** Looks whenever the engine tells an event, and once at the beginning. */
  async until(id: string, met: (container: Container) => boolean): Promise<Container> {
    const enough = new AbortController();
    let look = (): void => undefined;
    const stream = await this.engine.events(undefined, enough.signal, () => look());
    try {
      return await new Promise<Container>((resolve, reject) => {
        look = () =>
          void this.engine.inspect(id).then((container) => {
            if (met(container)) resolve(container);
          }, reject);
        look();
      });
    } finally {
      enough.abort();
      await stream.ended.catch(() => undefined);
    }
  }

  /** As it is now. @param declared services, each with what its file says about it */
  async read(declared: Readonly<Record<string, Partial<DeclaredStackService>>> = {}): Promise<JoinedStack | undefined> {
    const containers = await Promise.all((await this.engine.list()).map(({ id }) => this.engine.inspect(id)));
    const services = Object.entries(declared).map(([name, over]) => declaredService(name, over));
    const file = services.length === 0 ? [] : [stack(PROJECT, services)];
    return joinStacks(file, observation(containers, { now: Date.now() }))[0];
  }

  async context(
    declared?: Readonly<Record<string, Partial<DeclaredStackService>>>,
    over: Partial<SmokeContext> = {},
  ): Promise<Partial<SmokeContext>> {
    const joined = await this.read(declared);
    return { engine: this.engine, stack: () => joined, ...over };
  }

  async result(test: SmokeTest, over: Partial<SmokeContext> = {}, signal = never()): Promise<SmokeResult> {
    return resultOf(test, await this.context(undefined, over), signal);
  }

  /** Command lines of what runs in a container. */
  async processes(id: string): Promise<string[]> {
    const { Processes } = (await this.dockerd.api('GET', `/containers/${id}/top?ps_args=-eo%20pid,args`)) as {
      Processes: string[][];
    };
    return Processes.map((columns) => columns.slice(1).join(' '));
  }
}

function labelled(service: string, spec: ContainerSpec, number: number): ContainerSpec {
  const own = labels(PROJECT, service, { 'container-number': String(number) });
  return { ...spec, Labels: { ...own, ...spec.Labels } };
}
