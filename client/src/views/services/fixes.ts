import {
  CodeAction,
  CodeActionKind,
  languages,
  Uri,
  window,
  workspace,
  type CodeActionContext,
  type CodeActionProvider,
  type Diagnostic,
  type Disposable,
  type DocumentSelector,
  type TextDocument,
} from 'vscode';
import { TextDocumentEdit, type LanguageClient } from 'vscode-languageclient/node';
import { LIVE_FIX, type LiveFixParams, type LiveFixResult } from '../../../../server/src/protocol';
import type { LiveCode, LiveFinding } from '../../live/services';

/** A finding and the problem that shows it. */
export interface ShownFinding {
  readonly finding: LiveFinding;
  readonly diagnostic: Diagnostic;
}

const DOCUMENTS: DocumentSelector = [{ language: 'yaml' }, { language: 'dockercompose' }];

/** Where the reason stands in what the service printed. */
const EXPLAINED_BY_LOGS: ReadonlySet<LiveCode> = new Set(['live/restart-loop', 'live/out-of-memory']);

/** Offers what mends the findings of a file, at their problems. */
export function registerFixes(client: LanguageClient, findingsIn: (uri: Uri) => readonly ShownFinding[]): Disposable {
  return languages.registerCodeActionsProvider(DOCUMENTS, new FixProvider(client, findingsIn), {
    providedCodeActionKinds: [CodeActionKind.QuickFix],
  });
}

class FixAction extends CodeAction {
  constructor(
    title: string,
    readonly params: LiveFixParams,
  ) {
    super(title, CodeActionKind.QuickFix);
  }
}

class FixProvider implements CodeActionProvider {
  readonly #client: LanguageClient;
  readonly #findingsIn: (uri: Uri) => readonly ShownFinding[];

  constructor(client: LanguageClient, findingsIn: (uri: Uri) => readonly ShownFinding[]) {
    this.#client = client;
    this.#findingsIn = findingsIn;
  }

  async provideCodeActions({ uri }: TextDocument, _range: unknown, context: CodeActionContext): Promise<CodeAction[]> {
    const asked = this.#findingsIn(uri).filter(({ diagnostic }) =>
      context.diagnostics.some(({ code, range }) => code === diagnostic.code && range.isEqual(diagnostic.range)),
    );
    const actions = await Promise.all(asked.map((shown) => this.#actionsFor(shown)));
    return actions.flat();
  }

  /** Worked out when it is chosen, for the text as it reads then. */
  async resolveCodeAction(action: CodeAction): Promise<CodeAction> {
    if (!(action instanceof FixAction)) return action;
    const answer = await this.#ask(action.params);
    if (answer && isOfNow(answer)) action.edit = await this.#client.protocol2CodeConverter.asWorkspaceEdit(answer.edit);
    else void window.showInformationMessage('The file has changed in the meantime. Nothing was done.');
    return action;
  }

  async #actionsFor({ finding, diagnostic }: ShownFinding): Promise<CodeAction[]> {
    const { fix, stack, service, serviceId, code } = finding;
    const params = fix && { stack, service, fix };
    const answer = params && (await this.#ask(params));
    const actions: CodeAction[] = [];
    if (params && answer) {
      const action = new FixAction(answer.title, params);
      action.isPreferred = true;
      actions.push(action);
    }
    if (EXPLAINED_BY_LOGS.has(code)) {
      const title = `Show the logs of "${service}"`;
      const action = new CodeAction(title, CodeActionKind.QuickFix);
      action.command = { title, command: 'holdfast.services.showLogs', arguments: [serviceId] };
      actions.push(action);
    }
    for (const action of actions) action.diagnostics = [diagnostic];
    return actions;
  }

  #ask(params: LiveFixParams): Promise<LiveFixResult | null> {
    return this.#client.sendRequest<LiveFixResult | null>(LIVE_FIX, params);
  }
}

/** The editor itself does not compare versions. */
function isOfNow({ edit }: LiveFixResult): boolean {
  return (edit.documentChanges ?? []).filter(TextDocumentEdit.is).every(({ textDocument: { uri, version } }) => {
    const open = workspace.textDocuments.find((document) => document.uri.toString() === Uri.parse(uri).toString());
    return version === null ? !open?.isDirty : open?.version === version;
  });
}
