import { Disposable, Uri, workspace, type ExtensionContext, type LogOutputChannel } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { DeclaredBackup } from '../../../../server/src/protocol';
import { asDeclared } from '../../live/backups/declared';
import { BackupHistory, type HistoryKey } from '../../live/backups/history';
import { judge } from '../../live/backups/judge';
import { readSources } from '../../live/backups/sources';
import { sourceContextOf } from '../../live/backups/surroundings';
import { keyOf } from '../../live/backups/watch';
import { DockerEngine, EngineError } from '../../live/docker';
import { SYSTEM_CLOCK } from '../../live/docker/clock';
import type { Services } from '../services';
import { registerBackupCommands } from './commands';
import { protectionOf } from './protection';
import { BackupSession } from './session';
import { showView } from './view';

/** For sources that need no engine, while none is watched. */
const NO_ENGINE = new DockerEngine(() => {
  throw new EngineError('configuration', 'No Docker engine is watched.', {
    remedy: 'Switch the setting holdfast.live.enable on.',
  });
});

/** The Backups view, and everything that is done about backups. */
export function showBackups(
  context: ExtensionContext,
  client: LanguageClient,
  log: LogOutputChannel,
  services: Services,
): BackupSession {
  const report = (error: unknown): void => log.error('Reading backups', error as Error);
  const folder = Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'backups').fsPath;
  const history = new BackupHistory(folder, { report });
  const { session: live, prometheus } = services;
  const keyIn = (job: DeclaredBackup): HistoryKey => ({
    engine: (isInContainers(job) ? live.docker?.engine.endpoint?.address : undefined) ?? 'this machine',
    job: keyOf(job),
  });
  const session = new BackupSession(client, services, log, {
    clock: SYSTEM_CLOCK,
    judge: (job, ...known) => asDeclared(job, judge(job, ...known)),
    remember: (job, readings) => history.remember(keyIn(job), readings),
    read: (job, signal) => {
      const surroundings = {
        engine: live.docker?.engine ?? NO_ENGINE,
        engineProblem: () => (live.state.kind === 'lost' ? live.state.reason : undefined),
        stack: (id: string) => live.stacks.find((stack) => stack.id === id),
        isTrusted: workspace.isTrusted,
        clock: SYSTEM_CLOCK,
        prometheus,
      };
      return readSources(job, sourceContextOf(job, surroundings), signal);
    },
  });
  services.listenTo({
    moreOf: protectionOf(() => session),
    onChange: (listener) => session.onChange(listener),
    attend: () => session.attend(),
  });
  context.subscriptions.push(
    session,
    showView(session),
    registerBackupCommands({
      ...{ client, services, session },
      remember: ({ job }, result) => history.addRestoreTest(keyIn(job), result),
    }),
    new Disposable(() => void history.close().catch(report)),
  );
  return session;
}

/** What is on this machine stays the same when another engine is watched. */
function isInContainers({ sources }: DeclaredBackup): boolean {
  return sources.some(({ kind }) => ['volume', 'exec', 'gocron', 'container'].includes(kind));
}
