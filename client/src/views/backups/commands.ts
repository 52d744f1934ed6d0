import { isAbsolute } from 'node:path';
import { commands, Disposable, Range, Uri, window, workspace, type QuickPickItem } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { DeclaredBackup } from '../../../../server/src/protocol';
import { keyOf, type KnownBackup } from '../../live/backups/watch';
import type { RehearsalResult } from '../../live/backups/restore/rehearsal';
import type { Services } from '../services';
import type { Place } from '../services/provider';
import type { LiveSession } from '../services/session';
import { declareBackup, wrapScript } from './declare';
import { rehearse, tellOf } from './rehearsal';
import { hasLog, isRestorable, rowIdOf } from './rows';
import type { BackupSession } from './session';
import { VIEW } from './view';

export interface BackupCommands {
  readonly client: LanguageClient;
  readonly services: Services;
  readonly session: BackupSession;
  /** Keeps the result of a rehearsal. */
  remember(backup: KnownBackup, result: RehearsalResult): Promise<void>;
}

/** What a command gets from whoever runs it: the view a row; from the palette nothing. */
type Argument = Place | undefined;

/** @returns what to dispose of; the commands are those of the manifest */
export function registerBackupCommands(around: BackupCommands): Disposable {
  const { client, services, session } = around;
  const declared = async () => {
    await session.known();
    return services.session.declared;
  };
  const handlers: Readonly<Record<string, (place: Argument) => PromiseLike<unknown>>> = {
    checkNow: (place) => checkNow(session, backupOf(place, session)),
    openLog: (place) => withBackup(place, around, hasLog, openLog),
    declare: async (place) => declareBackup(client, await declared(), serviceOf(place)),
    wrapScript: async (place) => wrapScript(client, await declared(), serviceOf(place)),
    rehearseRestore: (place) => withBackup(place, around, isRestorable, rehearsed),
  };
  return Disposable.from(
    ...Object.entries(handlers).map(([name, handler]) =>
      commands.registerCommand(`holdfast.backups.${name}`, (place: Argument) => shown(() => handler(place))),
    ),
  );
}

/** Errors of our own are sentences for people. */
async function shown(work: () => PromiseLike<unknown>): Promise<void> {
  try {
    if (!workspace.isTrusted)
      throw new Error('This folder is not trusted, so nothing is read or run in it. Trust it first.');
    await work();
  } catch (error) {
    void window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

/** @param backup all when undefined */
async function checkNow(session: BackupSession, backup: KnownBackup | undefined): Promise<void> {
  // What is found out is to be seen.
  if (!backup) await commands.executeCommand(`${VIEW}.focus`);
  await window.withProgress({ location: { viewId: VIEW } }, () => check(session, backup));
}

/** While the editor attends, so that containers can be asked. */
async function check(session: BackupSession, backup: KnownBackup | undefined): Promise<void> {
  const release = session.attend();
  try {
    await session.check(backup && [keyOf(backup.job)]);
  } finally {
    release();
  }
}

function backupOf(place: Argument, { backups }: BackupSession): KnownBackup | undefined {
  return place && backups.find(({ job }) => rowIdOf(job) === place.row.id);
}

/** Of a row that says that a service has no backup. */
function serviceOf(place: Argument): string | undefined {
  return place?.row.context === 'unprotected' ? place.row.label : undefined;
}

interface BackupChoice extends QuickPickItem {
  readonly backup: KnownBackup;
}

async function withBackup(
  place: Argument,
  around: BackupCommands,
  applies: (job: DeclaredBackup) => boolean,
  work: (backup: KnownBackup, around: BackupCommands) => Promise<void>,
): Promise<void> {
  const { session } = around;
  await session.known();
  const chosen = backupOf(place, session) ?? (await pickBackup(session.backups.filter(({ job }) => applies(job))));
  if (chosen) await work(chosen, around);
}

async function pickBackup(backups: readonly KnownBackup[]): Promise<KnownBackup | undefined> {
  if (backups.length === 0) {
    void window.showInformationMessage('There is no backup here that this could be done with. See the Backups view.');
    return undefined;
  }
  const choices = backups.map((backup): BackupChoice => {
    const { id, protects } = backup.job;
    return { label: id, description: protects.join(', '), backup };
  });
  return (await window.showQuickPick(choices, { placeHolder: 'Which backup?' }))?.backup;
}

/** The log of the script, else what the service prints that makes the backups. */
async function openLog({ job }: KnownBackup, { services }: BackupCommands): Promise<void> {
  const log = job.sources.find((source) => source.kind === 'log');
  const one = job.sources.find((source) => source.kind === 'container');
  if (log) await openAtEnd(uriOf(log.path, job));
  else await showLogsOf(one?.service ?? job.service ?? '', job, services.session);
}

function uriOf(path: string, { source }: DeclaredBackup): Uri {
  return isAbsolute(path) ? Uri.file(path) : Uri.joinPath(Uri.parse(source.uri), '..', path);
}

/** The last run is told of in the last line. */
async function openAtEnd(uri: Uri): Promise<void> {
  const document = await workspace.openTextDocument(uri).then(undefined, () => undefined);
  if (!document)
    throw new Error(`${workspace.asRelativePath(uri)} cannot be opened. The script writes it with its first run.`);
  const end = document.lineAt(Math.max(0, document.lineCount - 2)).range.start;
  await window.showTextDocument(document, { selection: new Range(end, end) });
}

async function showLogsOf(name: string, { stack }: DeclaredBackup, session: LiveSession): Promise<void> {
  const release = session.attend();
  try {
    await session.settled();
    const service = session.stacks.find(({ id }) => id === stack)?.services.find((one) => one.name === name);
    if (!service) throw new Error(`What ${name} prints cannot be shown: it is not known to the Docker engine.`);
    await commands.executeCommand('holdfast.services.showLogs', service.id);
  } finally {
    release();
  }
}

async function rehearsed({ job }: KnownBackup, { services, session, remember }: BackupCommands): Promise<void> {
  const release = session.attend();
  try {
    // What is restored is what is there now.
    await session.check([keyOf(job)]);
    const backup = session.backups.find((one) => keyOf(one.job) === keyOf(job));
    const result = backup && (await rehearse(backup, services.session));
    if (!result) return;
    tellOf(job.id, result);
    await remember(backup, result);
    await session.check([keyOf(job)]);
  } finally {
    release();
  }
}
