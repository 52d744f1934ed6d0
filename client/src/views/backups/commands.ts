import { commands, Disposable, Uri, window, workspace, type QuickPickItem } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { keyOf, type KnownBackup } from '../../live/backups/watch';
import type { RehearsalResult } from '../../live/backups/restore/rehearsal';
import type { Services } from '../services';
import { commandToOpen, type Place } from '../services/provider';
import { declareBackup, wrapScript } from './declare';
import { rehearse, tellOf } from './rehearsal';
import { rowIdOf } from './rows';
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
  applies: (backup: KnownBackup) => boolean,
  work: (backup: KnownBackup, around: BackupCommands) => Promise<void>,
): Promise<void> {
  const { session } = around;
  await session.known();
  const chosen = backupOf(place, session) ?? (await pickBackup(session.backups.filter(applies)));
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

function hasLog({ job }: KnownBackup): boolean {
  return job.sources.some(({ kind }) => kind === 'log' || kind === 'container') || job.service !== undefined;
}

function isRestorable({ job }: KnownBackup): boolean {
  return job.sources.some(({ kind }) => kind === 'files' || kind === 'volume');
}

/** The log of the wrapper, else what the service prints that makes the backups. */
async function openLog({ job }: KnownBackup, { services }: BackupCommands): Promise<void> {
  const log = job.sources.find((source) => source.kind === 'log');
  if (log) {
    const folder = Uri.joinPath(Uri.parse(job.source.uri), '..');
    const start = { line: 0, character: 0 };
    const uri = log.path.startsWith('/') ? Uri.file(log.path) : Uri.joinPath(folder, log.path);
    const { command, arguments: words } = commandToOpen({ uri: uri.toString(), range: { start, end: start } });
    await commands.executeCommand(command, ...words);
    return;
  }
  const source = job.sources.find((one) => one.kind === 'container');
  const name = source?.service ?? job.service;
  const target = services.session
    .targets()
    .find((one) => one.name === name && one.stack === stackNameOf(job.stack, services));
  await commands.executeCommand('holdfast.services.showLogs', target?.id);
}

function stackNameOf(id: string, { session }: Services): string | undefined {
  return session.stacks.find((stack) => stack.id === id)?.name;
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
