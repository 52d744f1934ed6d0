import { PassThrough } from 'node:stream';
import {
  CodeActionRequest,
  CodeActionResolveRequest,
  ConfigurationRequest,
  createConnection,
  createProtocolConnection,
  DiagnosticRefreshRequest,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  LogMessageNotification,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type CancellationToken,
  type ClientCapabilities,
  type CodeAction,
  type CodeActionContext,
  type Connection,
  type Diagnostic,
  type Hover,
  type InitializeResult,
  type Position,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  type Registration,
  type TextDocumentContentChangeEvent,
  type WorkspaceFolder,
} from 'vscode-languageserver/node';
import { serve } from '../../../server/src/serve';
import { CHECKED, type CheckedParams, type InitializationOptions } from '../../../server/src/protocol';
import { MemoryDisk } from '../../support/memoryDisk';

/** What VS Code says it can do, as far as it matters here. */
export const VSCODE: ClientCapabilities = {
  textDocument: {
    diagnostic: { dynamicRegistration: true, relatedDocumentSupport: false },
    codeAction: {
      dynamicRegistration: true,
      isPreferredSupport: true,
      dataSupport: true,
      resolveSupport: { properties: ['edit'] },
    },
  },
  workspace: {
    configuration: true,
    workspaceFolders: true,
    diagnostics: { refreshSupport: true },
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: {
      documentChanges: true,
      snippetEditSupport: true,
      resourceOperations: ['create', 'rename', 'delete'],
      changeAnnotationSupport: { groupsOnLabel: true },
    },
  },
};

/** An editor of the nineties: nothing is pulled, asked back or resolved. */
export const PLAIN: ClientCapabilities = {};

export interface TestClientOptions {
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: InitializationOptions;
  /** Files on disk by their absolute paths. */
  readonly files?: Readonly<Record<string, string>>;
  /** Absolute paths of the opened folders; `/w` when not given. */
  readonly folders?: readonly string[];
  /** The editor's `holdfast` settings, for everything or by resource. */
  readonly settings?: unknown;
  readonly settingsOf?: (uri: string) => unknown;
}

/** An editor as the server sees it: both talk over a pair of streams. Everything waits for messages, nothing for time. */
export class TestClient {
  readonly disk: MemoryDisk;
  readonly connection: ProtocolConnection;
  readonly logs: string[] = [];
  readonly checked: CheckedParams[] = [];
  readonly registrations: Registration[] = [];
  /** Every `workspace/diagnostic/refresh` so far. */
  refreshes = 0;
  settingsOf: (uri: string) => unknown;
  initialized!: InitializeResult;
  private readonly server: Connection;
  private readonly versions = new Map<string, number>();
  private readonly waiting: { readonly test: () => boolean; readonly resolve: () => void }[] = [];
  private readonly published = new Map<string, PublishDiagnosticsParams[]>();

  private constructor(private readonly options: TestClientOptions) {
    this.disk = new MemoryDisk(options.files ?? {});
    this.settingsOf = options.settingsOf ?? (() => options.settings ?? {});
    const up = new PassThrough();
    const down = new PassThrough();
    this.server = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
    serve(this.server, this.disk);
    this.connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
    this.listen();
  }

  static async start(options: TestClientOptions = {}): Promise<TestClient> {
    const client = new TestClient(options);
    const folders = (options.folders ?? ['/w']).map(folder);
    client.initialized = await client.connection.sendRequest(InitializeRequest.type, {
      processId: null,
      rootUri: folders[0]?.uri ?? null,
      capabilities: options.capabilities ?? VSCODE,
      initializationOptions: options.initializationOptions,
      ...(options.capabilities === PLAIN ? {} : { workspaceFolders: folders }),
    });
    await client.connection.sendNotification(InitializedNotification.type, {});
    return client;
  }

  dispose(): void {
    this.connection.dispose();
    this.server.dispose();
  }

  async open(uri: string, text: string, languageId = 'yaml'): Promise<void> {
    this.versions.set(uri, 1);
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  /** Replaces the whole text, or parts of it. */
  async change(uri: string, ...changes: (string | TextDocumentContentChangeEvent)[]): Promise<void> {
    const version = this.versionOf(uri) + 1;
    this.versions.set(uri, version);
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges: changes.map((change) => (typeof change === 'string' ? { text: change } : change)),
    });
  }

  async close(uri: string): Promise<void> {
    await this.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  }

  versionOf(uri: string): number {
    return this.versions.get(uri) ?? 0;
  }

  async pull(uri: string, token?: CancellationToken): Promise<Diagnostic[]> {
    const report = await this.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } }, token);
    if (report.kind !== 'full') throw new Error('only full reports were asked for');
    return report.items;
  }

  /** `<zero-based line>:<rule>` of what is pulled. */
  async found(uri: string): Promise<string[]> {
    return (await this.pull(uri)).map(place);
  }

  /** The next diagnostics pushed for a URI that were not asked for yet. */
  async nextPublished(uri: string): Promise<PublishDiagnosticsParams> {
    const queue = this.queueOf(uri);
    await this.until(() => queue.length > 0);
    const [next] = queue.splice(0, 1);
    if (!next) throw new Error('nothing was published');
    return next;
  }

  publishedCount(uri: string): number {
    return this.queueOf(uri).length;
  }

  async codeActions(uri: string, range: Range, more: Partial<CodeActionContext> = {}): Promise<CodeAction[]> {
    const actions = await this.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range,
      context: { diagnostics: [], ...more },
    });
    return (actions ?? []) as CodeAction[];
  }

  resolve(action: CodeAction): Promise<CodeAction> {
    return this.connection.sendRequest(CodeActionResolveRequest.type, action);
  }

  hover(uri: string, position: Position): Promise<Hover | null> {
    return this.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
  }

  /** Tells the server that settings changed; a client that is asked for them sends nothing along. */
  async configure(settings: unknown): Promise<void> {
    this.settingsOf = () => settings;
    const isAsked = this.options.capabilities?.workspace?.configuration ?? this.options.capabilities === undefined;
    await this.connection.sendNotification(DidChangeConfigurationNotification.type, {
      settings: isAsked ? null : { holdfast: settings },
    });
  }

  /** Changes files on disk and tells the server, as an editor's file watcher does. */
  async write(files: Readonly<Record<string, string | undefined>>): Promise<void> {
    const changes = Object.entries(files).map(([path, text]) => ({
      uri: uriOf(path),
      type: this.disk.write(path, text),
    }));
    await this.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes });
  }

  /** Settles as soon as a condition on what was received holds. */
  until(test: () => boolean): Promise<void> {
    if (test()) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push({ test, resolve }));
  }

  private queueOf(uri: string): PublishDiagnosticsParams[] {
    let queue = this.published.get(uri);
    if (!queue) this.published.set(uri, (queue = []));
    return queue;
  }

  private listen(): void {
    const { connection } = this;
    connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
      this.queueOf(params.uri).push(params);
      this.received();
    });
    connection.onNotification(LogMessageNotification.type, ({ message }) => {
      this.logs.push(message);
      this.received();
    });
    connection.onNotification(CHECKED, (params: CheckedParams) => {
      this.checked.push(params);
      this.received();
    });
    connection.onRequest(ConfigurationRequest.type, ({ items }) =>
      items.map(({ scopeUri }) => this.settingsOf(scopeUri ?? '')),
    );
    connection.onRequest(RegistrationRequest.type, ({ registrations }) => {
      this.registrations.push(...registrations);
      this.received();
    });
    connection.onRequest(DiagnosticRefreshRequest.type, () => {
      this.refreshes++;
      this.received();
    });
    connection.listen();
  }

  private received(): void {
    for (const one of this.waiting.splice(0)) {
      if (one.test()) one.resolve();
      else this.waiting.push(one);
    }
  }
}

export function uriOf(path: string): string {
  return `file://${path}`;
}

export function folder(path: string): WorkspaceFolder {
  return { uri: uriOf(path), name: path };
}

/** `<zero-based line>:<rule>` */
export function place({ range, code }: Diagnostic): string {
  return `${range.start.line}:${code}`;
}

/** Settings under which these rules run and nothing else does. */
export function onlyRules(...ids: string[]): { readonly rules: Readonly<Record<string, string>> } {
  return { rules: { '*': 'off', ...Object.fromEntries(ids.map((id) => [id, 'error'])) } };
}
