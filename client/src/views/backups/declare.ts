/** Declaring backups in holdfast.yaml, and writing the script that makes them. Nothing is saved unseen. */
import { Position, Selection, Uri, window, workspace, Range, WorkspaceEdit, type QuickPickItem } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  BACKUP_PARSERS,
  NEW_BACKUP,
  type DeclaredStack,
  type DeclaredStackService,
  type NewBackupParams,
  type NewBackupResult,
} from '../../../../server/src/protocol';
import { writeEdits } from '../../commands';
import { wrapperScript, type WrapperOptions } from '../../live/backups/wrapper';

interface ServiceChoice extends QuickPickItem {
  readonly stack: DeclaredStack;
  readonly service: DeclaredStackService;
}

interface SourceChoice extends QuickPickItem {
  readonly source: NewBackupParams['source'];
  readonly parser?: NonNullable<NewBackupParams['parser']>;
}

const DECLARE = 'Declare a Backup';
const WRAP = 'Wrap a Backup Script';
const KEPT = 14;

const SOURCES: readonly SourceChoice[] = [
  { label: 'Files in a folder of this machine', source: 'files' },
  { label: 'Log of a wrapped backup script', source: 'log' },
  { label: 'Files in a volume of a container', source: 'volume' },
  ...BACKUP_PARSERS.map((parser) => ({
    label: parser,
    description: 'in a container',
    source: 'exec' as const,
    parser,
  })),
  { label: 'A container that makes one backup and ends', source: 'container' },
  { label: 'A figure of Prometheus', source: 'promql' },
  { label: 'A program of this machine', description: 'prints when the last one succeeded', source: 'command' },
];

/** @param name of the service whose data is meant, where that is known */
export async function declareBackup(
  client: LanguageClient,
  stacks: readonly DeclaredStack[],
  name?: string,
): Promise<void> {
  const chosen = await pickService(DECLARE, stacks, name);
  if (!chosen) return;
  const placeHolder = 'Where can one see that a backup was made?';
  const source = await window.showQuickPick(SOURCES, { title: DECLARE, placeHolder });
  if (source) await write(client, { ...paramsOf(chosen), source: source.source, ...parserOf(source) });
}

/** Writes a script that makes backups of a service as they have to be made, and offers to declare what it logs. */
export async function wrapScript(
  client: LanguageClient,
  stacks: readonly DeclaredStack[],
  name?: string,
): Promise<void> {
  const chosen = await pickService(WRAP, stacks, name);
  if (!chosen) return;
  const { stack, service } = chosen;
  const folder = Uri.parse(stack.folder).fsPath;
  const target = Uri.joinPath(Uri.parse(stack.folder), `backup-${service.name}.sh`);
  const backups = Uri.joinPath(Uri.parse(stack.folder), 'backups', service.name).fsPath;
  const script = wrapperScript({
    ...dumpOf(service, folder),
    ...{ job: `${service.name}-daily`, folder: backups, keep: KEPT, log: `${backups}/backup.jsonl` },
  });
  if (!(await show(target, script))) return;
  const text = `Read ${workspace.asRelativePath(target)}, save it, make it executable (chmod +x) and let cron run it once a day.`;
  const declare = 'Declare This Backup';
  if ((await window.showInformationMessage(text, declare)) === declare)
    await write(client, { ...paramsOf(chosen), source: 'log' });
}

function paramsOf({ stack, service }: ServiceChoice): Pick<NewBackupParams, 'folder' | 'service'> {
  return { folder: stack.folder, service: service.name };
}

function parserOf({ parser }: SourceChoice): Pick<NewBackupParams, 'parser'> {
  return parser === undefined ? {} : { parser };
}

async function pickService(
  title: string,
  stacks: readonly DeclaredStack[],
  name: string | undefined,
): Promise<ServiceChoice | undefined> {
  const choices = stacks
    .filter(({ kind }) => kind === 'compose')
    .flatMap((stack) =>
      stack.services
        .filter(({ isBackup, isOneShot }) => !isBackup && !isOneShot)
        .map((service) => ({
          ...{ label: service.name, stack, service },
          description: [stack.name, service.image?.value].filter(Boolean).join(' · '),
          detail: service.dataVolumes.length > 0 ? `keeps data in ${service.dataVolumes.join(', ')}` : '',
        })),
    )
    .sort((a, b) => Number(b.detail !== '') - Number(a.detail !== ''));
  const meant = choices.filter(({ label }) => label === name);
  if (meant.length === 1) return meant[0];
  if (choices.length === 0) {
    void window.showWarningMessage(
      'A backup is about a service, and no Compose file of the open folders declares one.',
    );
    return undefined;
  }
  return window.showQuickPick(choices, { title, placeHolder: 'Whose data?', matchOnDescription: true });
}

async function write(client: LanguageClient, params: NewBackupParams): Promise<void> {
  const result = await client.sendRequest<NewBackupResult | null>(NEW_BACKUP, params);
  if (!result || result.edits.length === 0) {
    const reason = result
      ? 'holdfast.yaml has errors that must be mended first'
      : 'no folder is open that holdfast.yaml could be written to';
    void window.showWarningMessage(`The backup was not declared: ${reason}.`);
    return;
  }
  const editor = await writeEdits(result);
  const at = new Position(result.position.line, result.position.character);
  editor.selection = new Selection(at, at);
  editor.revealRange(editor.selection);
}

/** As a text that is not saved yet. @returns whether it is shown: a file that is there already is not written over */
async function show(target: Uri, text: string): Promise<boolean> {
  const exists = await workspace.fs.stat(target).then(
    () => true,
    () => false,
  );
  if (exists) {
    await window.showTextDocument(target);
    void window.showWarningMessage(`${workspace.asRelativePath(target)} is there already, and was left as it is.`);
    return false;
  }
  const document = await workspace.openTextDocument(target.with({ scheme: 'untitled' }));
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, new Range(0, 0, document.lineCount, 0), text);
  await workspace.applyEdit(edit);
  await window.showTextDocument(document, { preview: false });
  return true;
}

type Dump = Pick<WrapperOptions, 'command' | 'output' | 'format' | 'compress' | 'extension'>;

/** What a person would type, with the names that the container itself has. */
function dumpOf({ name, imageKind = '' }: DeclaredStackService, folder: string): Dump {
  const inside = (script: string): string[] => [
    ...['docker', 'compose', '--project-directory', folder, 'exec', '-T', name, 'sh', '-c', script],
  ];
  const plain = { output: 'stdout', compress: true } as const;
  if (/postgres|timescale|postgis|pgvector/.test(imageKind))
    return {
      ...{ ...plain, format: 'postgres', extension: '.sql' },
      command: inside('exec pg_dump -U "${POSTGRES_USER:-postgres}" "${POSTGRES_DB:-${POSTGRES_USER:-postgres}}"'),
    };
  if (/mysql|mariadb|percona/.test(imageKind))
    return {
      ...{ ...plain, format: 'mysql', extension: '.sql' },
      command: inside(
        'MYSQL_PWD="${MARIADB_ROOT_PASSWORD:-$MYSQL_ROOT_PASSWORD}" exec "$(command -v mariadb-dump || command -v mysqldump)" -u root --single-transaction --all-databases',
      ),
    };
  if (/mongo/.test(imageKind))
    return {
      ...{ ...plain, format: 'mongo', extension: '.archive' },
      command: inside('exec mongodump --archive --quiet'),
    };
  if (/redis|valkey/.test(imageKind))
    return {
      ...{ ...plain, format: 'other', extension: '.rdb' },
      command: inside('exec "$(command -v valkey-cli || command -v redis-cli)" --rdb -'),
    };
  return { ...{ ...plain, format: 'other', extension: '' }, command: ['/path/to/the/command/that/prints/a/backup'] };
}
