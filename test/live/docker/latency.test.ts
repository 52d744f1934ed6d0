import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { EngineEvent } from '../../../client/src/live/docker';
import { ServiceWatch, type JoinedService } from '../../../client/src/live/services';
import { Dockerd, HUNGRY, IDLE, whyNoDocker, type ContainerSpec } from '../../rig/docker';
import { declaredService, labels, stack } from '../services/fixtures';
import { figureOfTimes, rounds } from '../support/figures';
import { isConnected, watch } from '../support/watching';

const reason = await whyNoDocker();
if (reason) console.warn(`Tests against a real Docker engine are SKIPPED: ${reason}`);

const ROUNDS = rounds(20, 3);
const LIMIT_MS = 1_000;

describe.skipIf(reason)(
  'from an event of a real engine to the services as views see them',
  { timeout: 300_000 },
  () => {
    let dockerd: Dockerd;

    beforeAll(async () => {
      dockerd = await Dockerd.start();
      await dockerd.importBusybox('busybox:test');
    }, 120_000);

    afterAll(async () => {
      await dockerd?.dispose();
    }, 60_000);

    async function watching() {
      const fail = (error: unknown): void => {
        throw error;
      };
      // With the timing of real life.
      const { watcher, until } = watch(dockerd.socket, { timing: {} });
      const services = new ServiceWatch(watcher, { report: fail, realPath: (path) => path });
      services.declare([stack('app', [declaredService('web')])]);
      onTestFinished(() => services.dispose());
      watcher.resume();
      await until(isConnected);

      /** Settled when the services are as they should be. */
      function shows(right: (web: JoinedService) => boolean): Promise<void> {
        return new Promise((resolve) => {
          const look = (): void => {
            const web = services.stacks[0]?.services.find(({ name }) => name === 'web');
            if (!web || !right(web)) return;
            unsubscribe();
            resolve();
          };
          const unsubscribe = services.onChange(look);
          look();
        });
      }

      /**
       * @param action the engine's word for what makes the difference
       * @returns milliseconds from the moment that the engine gives for it, on the clock that it shares with us
       */
      async function took(action: string, act: () => Promise<unknown>, right: (web: JoinedService) => boolean) {
        const happened = new Promise<number>((resolve) => {
          const stop = watcher.onEvent((event: EngineEvent) => {
            if (event.action !== action) return;
            stop();
            resolve(event.at);
          });
        });
        // The answer of the call may come after the event, and names what to look for.
        const [at] = await Promise.all([happened, act()]);
        await shows(right);
        return Date.now() - at;
      }
      return { took, shows };
    }

    function run(name: string, spec: ContainerSpec, number = 1): Promise<string> {
      return dockerd.run(name, { ...spec, Labels: labels('app', 'web', { 'container-number': String(number) }) });
    }

    const post = (id: string, verb: string): Promise<unknown> => dockerd.api('POST', `/containers/${id}/${verb}`);
    const runs =
      (...ids: string[]) =>
      ({ replicas }: JoinedService): boolean =>
        replicas.length === ids.length &&
        replicas.every(({ container, figures }) => ids.includes(container.id) && figures?.state === 'running');
    const isGone = ({ replicas }: JoinedService): boolean => replicas.length === 0;
    const hasEnded = ({ replicas }: JoinedService): boolean => replicas[0]?.figures?.state === 'exited';

    it('killed, stopped, paused, out of memory, made anew, scaled: within a second', async () => {
      const { took, shows } = await watching();
      const times: Record<string, number[]> = {};
      const add = async (name: string, time: Promise<number>): Promise<void> =>
        void (times[name] ??= []).push(await time);

      for (let round = 0; round < ROUNDS; round++) {
        let id = await run('web', IDLE);
        await shows((web) => runs(id)(web));
        await add(
          'kill',
          took('die', () => post(id, 'kill'), hasEnded),
        );
        await add(
          'start',
          took(
            'start',
            () => post(id, 'start'),
            (web) => runs(id)(web),
          ),
        );
        await add(
          'stop',
          took('die', () => post(id, 'stop'), hasEnded),
        );
        await post(id, 'start');
        await shows((web) => runs(id)(web));
        await add(
          'pause',
          took(
            'pause',
            () => post(id, 'pause'),
            ({ reason: why }) => why === 'paused',
          ),
        );
        await post(id, 'unpause');
        await shows((web) => runs(id)(web));
        const old = id;
        const anew = async (): Promise<void> => {
          await dockerd.remove(old);
          id = await run('web', IDLE);
        };
        await add(
          'recreate',
          took('start', anew, (web) => runs(id)(web)),
        );
        let second = '';
        const scale = async (): Promise<void> => void (second = await run('web-2', IDLE, 2));
        await add(
          'scale up',
          took('start', scale, (web) => runs(id, second)(web)),
        );
        await add(
          'scale down',
          took(
            'destroy',
            () => dockerd.remove(second),
            (web) => runs(id)(web),
          ),
        );
        await dockerd.remove(id);
        await shows(isGone);
        const greedy = async (): Promise<void> => void (id = await run('web', HUNGRY));
        await add(
          'out of memory',
          took(
            'die',
            greedy,
            ({ replicas, cause }) =>
              replicas[0]?.container.id === id && cause === 'out of memory' && replicas[0].figures?.state === 'exited',
          ),
        );
        await dockerd.remove(id);
        await shows(isGone);
      }
      for (const [name, all] of Object.entries(times))
        expect(figureOfTimes(`event to tree, ${name}`, all), name).toBeLessThan(LIMIT_MS);
    });
  },
);
