import {
  CodeActionTriggerKind,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  LSPErrorCodes,
  ResponseError,
  TextDocuments,
  TextDocumentSyncKind,
  type CancellationToken,
  type CodeAction,
  type Connection,
  type InitializeResult,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import { version } from '../../package.json';
import { abilitiesOf, foldersOf, type ClientAbilities } from './abilities';
import type { ActionData } from './features/actionRequest';
import { ACTION_KINDS, codeActionsAt, editOf } from './features/codeActions';
import { Checker, mayBeOurs, pathOf, type Check } from './features/checker';
import { isConfiguration } from './features/configurations';
import { setRuleLevelIn } from './features/configurationEdits';
import { diagnosticsOf } from './features/diagnostics';
import { readEditorSettings, type EditorSettings } from './features/editorSettings';
import type { Recheck } from './features/hardening';
import { hoverAt } from './features/hover';
import { inSlices } from './features/slices';
import type { AddedEntry } from './features/configurationEdits';
import { newBackupIn } from './features/newBackup';
import { newSmokeTestIn } from './features/newSmokeTest';
import { summaryOf } from './features/summary';
import { workspaceEdit } from './features/workspaceEdit';
import {
  CHECKED,
  DECLARED_BACKUPS,
  DECLARED_BACKUPS_CHANGED,
  DECLARED_STACKS,
  DECLARED_STACKS_CHANGED,
  LIVE_FIX,
  NEW_BACKUP,
  NEW_SMOKE_TEST,
  SET_RULE_LEVEL,
  SMOKE_TESTS,
  SMOKE_TESTS_CHANGED,
  type SetRuleLevelParams,
  type DeclaredBackups,
  type DeclaredSmokeTests,
  type DeclaredStacks,
  type LiveFixParams,
  type LiveFixResult,
  type NewBackupParams,
  type NewBackupResult,
  type NewSmokeTestParams,
  type NewSmokeTestResult,
  type SetRuleLevelResult,
} from './protocol';
import type { Files } from './stack/files';

/** How long a client that cannot pull waits after the last keystroke for its diagnostics, in milliseconds. */
const PUSH_DELAY = 200;

/** Changes of these files on disk may change what is found in open ones. */
const WATCHED =
  '**/{*.yaml,*.yml,*Dockerfile*,*.dockerfile,*Containerfile*,*.dockerignore,daemon.json,.env*,*.env,*.sh,*.bash,*crontab*,Makefile,*.conf,.gitignore}';

/** Compose files have either, depending on which other extensions are installed. */
const LANGUAGES: ReadonlySet<string> = new Set(['yaml', 'dockercompose']);

/**
 * Speaks the Language Server Protocol over a connection: the only place that does. Everything asked is answered from the
 * documents' current texts; nothing here judges a file itself.
 */
export function serve(connection: Connection, disk: Files): void {
  const documents = new TextDocuments(TextDocument);
  const settings = new Map<string, Promise<EditorSettings>>();
  const pushTimers = new Map<string, NodeJS.Timeout>();
  /** What a client that cannot pull shows by now: it is told again only what changed. */
  const pushed = new Map<string, string>();
  const toldFailures = new Set<string>();
  const checker = new Checker(openFirst(documents, disk), ({ rule, path, error }) => {
    // A rule that fails does so at every keystroke: once is enough for the log.
    if (toldFailures.has(`${rule} ${path}`)) return;
    toldFailures.add(`${rule} ${path}`);
    connection.console.error(`${rule} failed in ${path}: ${inFull(error)}`);
  });
  let client: ClientAbilities = abilitiesOf({ capabilities: {} });
  const folders = new Set<string>();
  let hasAskedForStacks = false;
  let stacksTimer: NodeJS.Timeout | undefined;
  let hasAskedForSmokeTests = false;
  let smokeTimer: NodeJS.Timeout | undefined;
  let hasAskedForBackups = false;
  let backupsTimer: NodeJS.Timeout | undefined;

  connection.onInitialize((params): InitializeResult => {
    client = abilitiesOf(params);
    for (const uri of foldersOf(params)) folders.add(uri);
    checker.setRoots([...folders]);
    return {
      serverInfo: { name: 'Holdfast', version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: ACTION_KINDS, resolveProvider: true },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        ...(client.pullsDiagnostics
          ? { diagnosticProvider: { identifier: 'holdfast', interFileDependencies: true, workspaceDiagnostics: false } }
          : {}),
      },
    };
  });

  connection.onInitialized(() => {
    if (client.registersConfiguration)
      log(connection.client.register(DidChangeConfigurationNotification.type, { section: 'holdfast' }));
    if (client.registersWatchers)
      log(connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: WATCHED }] }));
    if (client.hasFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        for (const { uri } of removed) folders.delete(uri);
        for (const { uri } of added) folders.add(uri);
        checker.setRoots([...folders]);
        checkAgain();
      });
    }
  });

  connection.onDidChangeConfiguration(({ settings: pushed }) => {
    settings.clear();
    // Clients without workspace/configuration send the values along.
    if (!client.answersConfiguration)
      settings.set('', Promise.resolve(readEditorSettings((pushed as { holdfast?: unknown } | null)?.holdfast)));
    checkAgain();
  });

  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) {
      checker.fileChanged(uri);
      tellOfStacks(uri);
      tellOfSmokeTests(uri);
      tellOfBackups(uri);
    }
    checkAgain();
  });

  documents.onDidChangeContent(({ document }) => {
    checker.textChanged(document.uri);
    tellOfStacks(document.uri);
    tellOfSmokeTests(document.uri);
    tellOfBackups(document.uri);
    // An editor that pulls asks again about the changed text itself, and about others in its own time. Rules count at once.
    if (!client.pullsDiagnostics || isConfiguration(document.uri)) checkAgain();
  });
  documents.onDidClose(({ document }) => {
    checker.close(document.uri);
    settings.delete(document.uri);
    pushed.delete(document.uri);
    if (!client.pullsDiagnostics) log(connection.sendDiagnostics({ uri: document.uri, diagnostics: [] }));
    // What was not saved no longer counts for the others.
    tellOfStacks(document.uri);
    tellOfSmokeTests(document.uri);
    checkAgain();
  });

  connection.languages.diagnostics.on(async ({ textDocument }, token) => {
    const check = await checkOf(textDocument.uri, token);
    return { kind: DocumentDiagnosticReportKind.Full, items: check ? diagnosticsOf(check, textDocument.uri) : [] };
  });

  connection.onHover(async ({ textDocument, position }, token) => {
    const check = await checkOf(textDocument.uri, token);
    return check ? (hoverAt(check, position, client) ?? null) : null;
  });

  connection.onCodeAction(async ({ textDocument: { uri }, range, context }, token) => {
    const check = await checkOf(uri, token);
    const document = documents.get(uri);
    if (!check || !document) return [];
    const { diagnostics, only, triggerKind } = context;
    const isUnasked = triggerKind === CodeActionTriggerKind.Automatic;
    const { version } = document;
    const request = { uri, version, range, diagnostics, only, isUnasked, choosesActions: client.hasCommands };
    const actions = codeActionsAt(check, request, client, recheckOf(uri, check));
    return client.resolvesEdits ? actions : actions.map((action) => resolveIn(check, action));
  });

  connection.onCodeActionResolve(async (action, token) => {
    const data = action.data as ActionData | undefined;
    const document = data && documents.get(data.uri);
    if (!data || !document || document.version !== data.version) return action;
    const check = await checkOf(data.uri, token);
    return check ? resolveIn(check, action) : action;
  });

  connection.onRequest(SET_RULE_LEVEL, ({ uri, rule, level }: SetRuleLevelParams): SetRuleLevelResult | null => {
    const existing = checker.configurationPath(uri);
    const root = checker.rootFor(uri);
    if (!root) return null;
    const path = existing ?? `${root}/holdfast.yaml`;
    const files = openFirst(documents, disk);
    return {
      uri: URI.file(path).toString(),
      exists: existing !== undefined,
      edits: setRuleLevelIn(files.read(path) ?? '', rule, level),
    };
  });

  connection.onRequest(DECLARED_STACKS, async (token: CancellationToken): Promise<DeclaredStacks> => {
    hasAskedForStacks = true;
    const { settings: given } = await settingsOf();
    return { stacks: await inSlices(checker.collectStacks(given), () => refuseIfCancelled(token)) };
  });

  connection.onRequest(LIVE_FIX, async (params: LiveFixParams): Promise<LiveFixResult | null> => {
    const { settings: given } = await settingsOf();
    const fix = checker.liveFix(params, given);
    if (!fix) return null;
    const files = fix.files.map((file) => ({ ...file, version: openAt(documents, file.uri)?.version ?? null }));
    return { title: fix.title, edit: workspaceEdit(files, client) };
  });

  connection.onRequest(SMOKE_TESTS, async (token: CancellationToken): Promise<DeclaredSmokeTests> => {
    hasAskedForSmokeTests = true;
    const { settings: given } = await settingsOf();
    return { files: await inSlices(checker.collectSmokeTests(given), () => refuseIfCancelled(token)) };
  });

  connection.onRequest(NEW_SMOKE_TEST, async (params: NewSmokeTestParams): Promise<NewSmokeTestResult | null> => {
    const stacks = checker.declaredStacks((await settingsOf()).settings);
    return addedTo(params.folder, (text) => newSmokeTestIn(text, params, stacks));
  });

  connection.onRequest(DECLARED_BACKUPS, async (token: CancellationToken): Promise<DeclaredBackups> => {
    hasAskedForBackups = true;
    const { settings: given } = await settingsOf();
    return inSlices(checker.collectBackups(given), () => refuseIfCancelled(token));
  });

  connection.onRequest(NEW_BACKUP, (params: NewBackupParams): NewBackupResult | null =>
    addedTo(params.folder, (text) => newBackupIn(text, params)),
  );

  documents.listen(connection);
  connection.listen();

  /** An entry for the `holdfast.yaml` in force in a folder, or for a new one. @param folder URI */
  function addedTo(folder: string, add: (text: string) => AddedEntry): NewSmokeTestResult | null {
    const inFolder = `${folder.replace(/\/$/, '')}/holdfast.yaml`;
    const existing = checker.configurationPath(inFolder);
    const path = existing ?? pathOf(inFolder);
    if (path === undefined) return null;
    const text = openFirst(documents, disk).read(path) ?? '';
    return { uri: URI.file(path).toString(), exists: existing !== undefined, ...add(text) };
  }

  /** The check of a document's current text. Waits one turn, so that a burst of changes is checked once and a cancelled request not at all. */
  async function checkOf(uri: string, token?: CancellationToken): Promise<Check | undefined> {
    const editorSettings = await settingsOf(uri);
    await new Promise((resolve) => setImmediate(resolve));
    refuseIfCancelled(token);
    const document = documents.get(uri);
    if (!document || !editorSettings.isEnabled || !isChecked(document)) return undefined;
    const check = checker.check({ uri, text: document.getText(), version: document.version }, editorSettings.settings);
    log(connection.sendNotification(CHECKED, summaryOf(uri, check, checker.configurationPath(uri))));
    return check;
  }

  function recheckOf(uri: string, check: Check): Recheck {
    return (text, settings = check.settings) => checker.findingsOf(uri, text, settings);
  }

  function resolveIn(check: Check, action: CodeAction): CodeAction {
    const data = action.data as ActionData | undefined;
    if (!data) return action;
    const root = checker.rootFor(data.uri);
    const edit = editOf(check, data, recheckOf(data.uri, check), {
      abilities: client,
      files: openFirst(documents, disk),
      root,
    });
    return edit ? { ...action, edit } : action;
  }

  function settingsOf(uri?: string): Promise<EditorSettings> {
    const key = (client.answersConfiguration ? uri : undefined) ?? '';
    let found = settings.get(key);
    if (!found) {
      found = client.answersConfiguration
        ? connection.workspace
            .getConfiguration({ ...(uri === undefined ? {} : { scopeUri: uri }), section: 'holdfast' })
            .then(readEditorSettings, () => readEditorSettings(undefined))
        : Promise.resolve(readEditorSettings(undefined));
      settings.set(key, found);
    }
    return found;
  }

  function checkAgain(): void {
    if (!client.pullsDiagnostics) pushSoon();
    else if (client.refreshesDiagnostics) log(connection.languages.diagnostics.refresh());
  }

  /** Tests are about stacks: what changes those may change to what a test belongs. */
  function tellOfSmokeTests(uri: string): void {
    if (!hasAskedForSmokeTests || !checker.declares(uri)) return;
    clearTimeout(smokeTimer);
    smokeTimer = setTimeout(() => log(connection.sendNotification(SMOKE_TESTS_CHANGED)), PUSH_DELAY);
  }

  function tellOfBackups(uri: string): void {
    if (!hasAskedForBackups || !checker.declaresBackups(uri)) return;
    clearTimeout(backupsTimer);
    backupsTimer = setTimeout(() => log(connection.sendNotification(DECLARED_BACKUPS_CHANGED)), PUSH_DELAY);
  }

  /** Once for a burst of changes, and only to a client that has asked for the stacks at all. */
  function tellOfStacks(uri: string): void {
    if (!hasAskedForStacks || !checker.declares(uri)) return;
    clearTimeout(stacksTimer);
    stacksTimer = setTimeout(() => log(connection.sendNotification(DECLARED_STACKS_CHANGED)), PUSH_DELAY);
  }

  /** Nobody waits for these; a client that refuses one of them must not end the process. */
  function log(promise: Promise<unknown>): void {
    promise.catch(tell);
  }

  function tell(error: unknown): void {
    try {
      connection.console.error(inFull(error));
    } catch {
      // The client is gone, and with it whoever could be told.
    }
  }

  function pushSoon(): void {
    for (const { uri } of documents.all()) {
      clearTimeout(pushTimers.get(uri));
      pushTimers.set(
        uri,
        setTimeout(() => log(push(uri)), PUSH_DELAY),
      );
    }
  }

  async function push(uri: string): Promise<void> {
    pushTimers.delete(uri);
    const check = await checkOf(uri);
    const document = documents.get(uri);
    if (!document) return;
    const { version } = document;
    const diagnostics = check ? diagnosticsOf(check, uri) : [];
    const shown = JSON.stringify([version, diagnostics]);
    if (pushed.get(uri) === shown) return;
    pushed.set(uri, shown);
    await connection.sendDiagnostics({ uri, version, diagnostics });
  }
}

function refuseIfCancelled(token: CancellationToken | undefined): void {
  if (token?.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled');
}

/** Files by their names; texts that have none yet, and files that somebody called YAML, by their language. */
function isChecked({ uri, languageId }: TextDocument): boolean {
  return mayBeOurs(uri) || (/^(?:file|untitled):/.test(uri) && LANGUAGES.has(languageId));
}

function inFull(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The disk, overlaid by what is open in the editor: unsaved texts count. */
function openFirst(documents: TextDocuments<TextDocument>, disk: Files): Files {
  return {
    list: disk.list,
    read: (path) => openAt(documents, URI.file(path).toString())?.getText() ?? disk.read(path),
  };
}

/** An open document; its URI may be written in another way than ours. */
function openAt(documents: TextDocuments<TextDocument>, uri: string): TextDocument | undefined {
  const path = pathOf(uri);
  return documents.get(uri) ?? documents.all().find((document) => pathOf(document.uri) === path);
}
