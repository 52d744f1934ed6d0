/** What sources of readings get to know of where they are read, the same in the editor and on the command line. */
import type { DeclaredBackup } from '../../../../server/src/protocol';
import { EngineError, type Container, type DockerEngine } from '../docker';
import type { Clock } from '../docker/clock';
import { findPrometheus, type PrometheusClient, type PrometheusServersOptions } from '../prometheus';
import type { JoinedStack } from '../services';
import { Redactor } from '../smoke/redactor';
import { machineOf } from '../smoke/surroundings';
import type { Problem } from '../source';
import { Unreadable, type SourceContext } from './sources/source';

export interface BackupSurroundings {
  readonly engine: Pick<DockerEngine, 'details' | 'endpoint' | 'exec' | 'inspect' | 'pathInfo'>;
  /** Why the engine cannot be asked; undefined while it can. */
  engineProblem(): Problem | undefined;
  /** Read anew whenever a source looks; undefined for one that is not known. @param id of a declared stack */
  stack(id: string): JoinedStack | undefined;
  /** Whether programs may be run: in containers, and on this machine. */
  readonly isTrusted: boolean;
  readonly clock: Clock;
  readonly prometheus: Pick<PrometheusServersOptions, 'connect' | 'setting'>;
}

/** For one look at the sources of a job. */
export function sourceContextOf(job: DeclaredBackup, around: BackupSurroundings): SourceContext {
  const { engine, isTrusted, clock } = around;
  const stack = around.stack(job.stack);
  const redactor = new Redactor(stack ? [stack.name, ...stack.services.map(({ name }) => name)] : []);
  redactor.learnFromData(job.sources);
  return {
    ...{ clock, isTrusted, engine },
    folder: new URL('.', job.source.uri).href.replace(/\/$/, ''),
    containersOf: (service, signal) => containersOf(service, { job, around, redactor, signal }),
    prometheus: (url) => prometheusOf(url, job, around),
    redact: (text) => redactor.text(text),
  };
}

interface Look {
  readonly job: DeclaredBackup;
  readonly around: BackupSurroundings;
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
}

/** What programs in them must not be heard saying is hidden from then on. */
async function containersOf(name: string, look: Look): Promise<readonly Container[]> {
  const { job, around, redactor, signal } = look;
  const problem = around.engineProblem();
  if (problem) throw unreadable(problem);
  const service = around.stack(job.stack)?.services.find((one) => one.name === name);
  const read = await Promise.all(
    (service?.replicas ?? []).map(async ({ container: { id } }) => {
      try {
        const [container, details] = await Promise.all([
          around.engine.inspect(id, signal),
          around.engine.details(id, signal),
        ]);
        redactor.learnFrom(details.environment);
        return [container];
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof EngineError)) throw error;
        // It has gone meanwhile.
        if (error.kind === 'not-found') return [];
        throw unreadable(error);
      }
    }),
  );
  return read.flat();
}

function unreadable({ message, remedy }: Pick<Problem, 'message' | 'remedy'>): Unreadable {
  return new Unreadable(message, remedy === undefined ? {} : { remedy });
}

/** Credentials go only to the address that a person has set: a file may name any. */
function prometheusOf(
  url: string | undefined,
  job: DeclaredBackup,
  { engine, stack: stackOf, prometheus }: BackupSurroundings,
): PrometheusClient | undefined {
  const stack = stackOf(job.stack);
  const set = prometheus.setting(stack)?.trim() || undefined;
  const asked = url ?? set;
  if (asked !== undefined) return prometheus.connect(asked, asked === set);
  const found = stack && findPrometheus(stack, machineOf(engine.endpoint).engineHost);
  return found && prometheus.connect(found.url, false);
}
