import { EventEmitter, workspace, type Disposable, type LogOutputChannel } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  DECLARED_BACKUPS,
  DECLARED_BACKUPS_CHANGED,
  type DeclaredBackups,
  type DeclaredStack,
} from '../../../../server/src/protocol';
import { BackupWatch, type BackupWatchOptions, type KnownBackup } from '../../live/backups/watch';
import { Attendance } from '../attendance';
import type { Services } from '../services';
import { BackupFiles } from './files';
import { stacksOf, type BackupStack, type UnprotectedService } from './stacks';

/**
 * What the editor knows of backups. Sources are read only while somebody attends, and never before the folder is trusted.
 */
export class BackupSession implements Disposable {
  readonly #client: LanguageClient;
  readonly #services: Services;
  readonly #log: LogOutputChannel;
  readonly #watch: BackupWatch;
  readonly #files: BackupFiles;
  readonly #changed = new EventEmitter<void>();
  readonly #subscriptions: Disposable[] = [];
  #declared: DeclaredBackups | undefined;
  #stacks: readonly DeclaredStack[] = [];
  #answered: Promise<void> | undefined;
  #release: (() => void) | undefined;

  readonly #attendance = new Attendance(
    () => this.#resume(),
    () => this.#pause(),
  );

  /** Something may read differently now. */
  readonly onChange = this.#changed.event;

  constructor(
    client: LanguageClient,
    services: Services,
    log: LogOutputChannel,
    sources: Pick<BackupWatchOptions, 'clock' | 'read' | 'remember' | 'judge'>,
  ) {
    this.#client = client;
    this.#services = services;
    this.#log = log;
    this.#watch = new BackupWatch({ ...sources, report: (error) => this.#report(error) });
    this.#watch.onChange(() => this.#changed.fire());
    this.#files = new BackupFiles(sources.clock, (key) => {
      this.#watch.check([key]).catch((error: unknown) => this.#report(error));
    });
    this.#subscriptions.push(
      client.onNotification(DECLARED_BACKUPS_CHANGED, () => {
        if (this.#answered) this.#answered = this.#request();
      }),
      workspace.onDidGrantWorkspaceTrust(() => this.#resume()),
      services.session.onChange(() => this.#takeStacks()),
    );
  }

  /** Whether the files have been read, and say nothing of backups. */
  get isEmpty(): boolean {
    return this.#declared !== undefined && this.#declared.jobs.length + this.#declared.unprotected.length === 0;
  }

  get backups(): readonly KnownBackup[] {
    return this.#watch.backups;
  }

  get unprotected(): readonly UnprotectedService[] {
    return this.#declared?.unprotected ?? [];
  }

  /** In the order of the files. */
  get stacks(): readonly BackupStack[] {
    return stacksOf(this.#stacks, this.backups, this.unprotected);
  }

  /** Keeps reading until what is returned is called. */
  attend(): () => void {
    return this.#attendance.begin();
  }

  /** Settled when the server has said what is declared, which it is asked for in folders that are trusted. */
  async known(): Promise<void> {
    if (!workspace.isTrusted) return;
    this.#answered ??= this.#request();
    await Promise.all([this.#answered, this.#services.declarations.known()]);
  }

  /** Reads sources now. Settled when they have been read. @param keys of jobs; all when undefined */
  async check(keys?: readonly string[]): Promise<void> {
    if (!workspace.isTrusted) return;
    await this.known();
    await this.#services.session.settled().catch(() => undefined);
    await this.#watch.check(keys);
  }

  dispose(): void {
    this.#pause();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#watch.dispose();
    this.#changed.dispose();
  }

  #resume(): void {
    if (!this.#attendance.isAttended || !workspace.isTrusted) return;
    // Most sources are inside of containers.
    this.#release ??= this.#services.session.attend();
    void this.known()
      .then(() => this.#services.session.settled().catch(() => undefined))
      .then(() => {
        if (!this.#attendance.isAttended) return;
        this.#watch.resume();
        this.#followFiles();
      });
  }

  #pause(): void {
    this.#files.follow([]);
    this.#watch.pause();
    this.#release?.();
    this.#release = undefined;
  }

  /** Figures of services come every second, and are no news here. */
  #takeStacks(): void {
    const { declared } = this.#services.session;
    if (declared === this.#stacks) return;
    this.#stacks = declared;
    this.#changed.fire();
  }

  #followFiles(): void {
    if (this.#attendance.isAttended && workspace.isTrusted) this.#files.follow(this.#declared?.jobs ?? []);
  }

  async #request(): Promise<void> {
    try {
      this.#declared = await this.#client.sendRequest<DeclaredBackups>(DECLARED_BACKUPS);
      this.#watch.declare(this.#declared.jobs);
      this.#followFiles();
    } catch (error) {
      // Asked again when somebody looks again: the server may have been starting.
      this.#answered = undefined;
      this.#log.error('Which backups there are is not known', error as Error);
    }
    this.#changed.fire();
  }

  #report(error: unknown): void {
    this.#log.error('Reading backups', error as Error);
  }
}
