/** What every source of readings needs, and how it says that it cannot be read. */
import type { BackupJob } from '../../../../../server/src/protocol';
import type { Container, DockerEngine } from '../../docker';
import type { Clock } from '../../docker/clock';
import type { PrometheusClient } from '../../prometheus';
import type { BackupReading } from '../reading';

export interface SourceContext {
  readonly clock: Clock;
  /** URI of the folder of the file that declares the job: paths are relative to it. */
  readonly folder: string;
  /** Whether programs may be run: in containers, and on this machine. */
  readonly isTrusted: boolean;
  readonly engine: Pick<DockerEngine, 'exec' | 'pathInfo'>;
  /** Those of a service of the stack, also those that do not run. Its error is shown. */
  containersOf(service: string, signal: AbortSignal): Promise<readonly Container[]>;
  /** @param url undefined for the Prometheus of the stack; @returns undefined where there is none */
  prometheus(url: string | undefined): PrometheusClient | undefined;
  /** Takes secrets out of what programs print. */
  redact(text: string): string;
}

/** What a source has told: the rest of a reading is the same for all of them. */
export type Told = Omit<BackupReading, 'kind' | 'source' | 'readAt' | 'problem'>;

export interface Question {
  readonly job: BackupJob;
  readonly context: SourceContext;
  readonly signal: AbortSignal;
}

/** Why a source cannot be read, in words for the person who has to mend it. */
export class Unreadable extends Error {
  readonly remedy: string | undefined;

  constructor(message: string, { remedy, cause }: { readonly remedy?: string; readonly cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.remedy = remedy;
  }
}

export function needTrust({ context }: Question): void {
  if (!context.isTrusted) throw new Unreadable('Reading it runs programs.', { remedy: 'Trust this workspace first.' });
}

/** Of files and folders. @param what such as `The folder ./backups` */
export function fileProblem(what: string, error: unknown, missing: string): Unreadable {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOTDIR')
    return new Unreadable(`${what} cannot be: a part of its path is a file.`, { remedy: missing, cause: error });
  if (code === 'ENOENT') return new Unreadable(`${what} does not exist.`, { remedy: missing, cause: error });
  if (code === 'EACCES' || code === 'EPERM')
    return new Unreadable(`${what} may not be read by your user.`, {
      remedy: 'Give your user the right to read it (its group, or chmod o+rX), or name another source.',
      cause: error,
    });
  return new Unreadable(`${what} cannot be read (${code ?? message}).`, {
    remedy: 'See whether its disk is connected and well.',
    cause: error,
  });
}
