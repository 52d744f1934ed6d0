/** Rehearsing a restore, with consent before and a result after. */
import { ProgressLocation, window, type CancellationToken } from 'vscode';
import { newestDump, type DumpPlace } from '../../live/backups/restore/place';
import { CannotRehearse, rehearseRestore, type RehearsalResult } from '../../live/backups/restore/rehearsal';
import type { KnownBackup } from '../../live/backups/watch';
import type { Container, DockerEngine } from '../../live/docker';
import { SYSTEM_CLOCK } from '../../live/docker/clock';
import { durationText, type JoinedService, type JoinedStack } from '../../live/services';
import { whyNoEngine } from '../smoke/obstacles';
import type { LiveSession } from '../services/session';

/**
 * @returns undefined where it was not agreed to, or given up
 * @throws CannotRehearse
 */
export async function rehearse(backup: KnownBackup, session: LiveSession): Promise<RehearsalResult | undefined> {
  const { job, readings } = backup;
  const stack = session.stacks.find(({ id }) => id === job.stack);
  const engine = session.docker?.engine;
  const obstacle = whyNoEngine(session.isEnabled, session.state);
  if (obstacle !== undefined) throw new CannotRehearse(`A restore is rehearsed on the Docker engine. ${obstacle}`);
  if (!engine || !stack) throw new CannotRehearse('The stack of this backup is not known to the Docker engine.');
  const service = serviceOf(stack, job.protects);
  const container = service.replicas[0]?.container;
  if (!container)
    throw new CannotRehearse(`${service.name} has no container here: start it once, so that its image is known.`);
  const containersOf = (name: string) => inspected(stack, name, engine);
  const place = await newestDump(job, readings, containersOf, engine.endpoint?.kind === 'socket');
  if (!(await isAgreedTo(place, container.image, session))) return undefined;
  return window.withProgress(
    { location: ProgressLocation.Notification, title: `Rehearsing a restore of ${job.id}`, cancellable: true },
    async (progress, token) => {
      try {
        return await rehearseRestore({
          ...{ engine, clock: SYSTEM_CLOCK, signal: signalOf(token), dump: place.dump, container: container.id },
          imageKind: service.declared?.imageKind,
          report: (message) => progress.report({ message }),
        });
      } catch (error) {
        if (token.isCancellationRequested) return undefined;
        throw error;
      }
    },
  );
}

export function tellOf(job: string, { isSuccess, message, durationMs }: RehearsalResult): void {
  const text = `${job}: ${message} It took ${durationText(durationMs)}.`;
  void (isSuccess ? window.showInformationMessage(text) : window.showErrorMessage(text));
}

/** The one that holds the data: a job may name others beside it. */
function serviceOf({ services }: JoinedStack, protects: readonly string[]): JoinedService {
  const found = protects.flatMap((name) => services.find((service) => service.name === name) ?? []);
  const service = found.find(({ declared }) => (declared?.dataVolumes.length ?? 0) > 0) ?? found[0];
  if (!service) throw new CannotRehearse('The service whose data this backup holds is not in the stack.');
  return service;
}

function inspected({ services }: JoinedStack, name: string, engine: DockerEngine): Promise<Container[]> {
  const service = services.find((one) => one.name === name);
  return Promise.all((service?.replicas ?? []).map(({ container }) => engine.inspect(container.id)));
}

async function isAgreedTo({ run, dump }: DumpPlace, image: string, { engineName }: LiveSession): Promise<boolean> {
  const detail = [
    `${run.name ?? dump.path} is restored into a throw-away container of ${image} on the Docker engine "${engineName}".`,
    'The container has no network, takes room on the disk while it lasts, and is removed whatever happens. What runs is not touched.',
  ].join(' ');
  return (
    (await window.showInformationMessage('Rehearse a restore?', { modal: true, detail }, 'Rehearse')) !== undefined
  );
}

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
