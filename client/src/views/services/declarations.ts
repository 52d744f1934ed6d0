import { window, workspace, type Disposable, type LogOutputChannel } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { DECLARED_STACKS, DECLARED_STACKS_CHANGED, type DeclaredStacks } from '../../../../server/src/protocol';
import type { LiveSession } from './session';

/** What the server says that files declare: asked for when somebody looks, and again when it has changed. */
export class Declarations implements Disposable {
  readonly #client: LanguageClient;
  readonly #session: LiveSession;
  readonly #log: LogOutputChannel;
  readonly #subscriptions: Disposable[] = [];
  #files: ReadonlySet<string> = new Set();
  #isAsked = false;
  #answered: Promise<void> = Promise.resolve();
  #listener: () => void = () => undefined;

  constructor(client: LanguageClient, session: LiveSession, log: LogOutputChannel) {
    this.#client = client;
    this.#session = session;
    this.#log = log;
    this.#subscriptions.push(
      client.onNotification(DECLARED_STACKS_CHANGED, () => {
        if (this.#isAsked) this.#answered = this.#request();
      }),
      window.onDidChangeVisibleTextEditors(() => this.#askForEditors()),
      workspace.onDidGrantWorkspaceTrust(() => this.#askForEditors()),
    );
    this.#askForEditors();
  }

  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  isMadeOf(uri: string): boolean {
    return this.#files.has(uri);
  }

  ask(): void {
    if (this.#isAsked || !workspace.isTrusted) return;
    this.#isAsked = true;
    this.#answered = this.#request();
  }

  /** Settled when the session knows what is declared, as far as the server says so. */
  known(): Promise<void> {
    this.ask();
    return this.#answered;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #askForEditors(): void {
    const mayDeclare = window.visibleTextEditors.some(({ document }) =>
      ['yaml', 'dockercompose'].includes(document.languageId),
    );
    if (mayDeclare) this.ask();
  }

  async #request(): Promise<void> {
    try {
      const { stacks } = await this.#client.sendRequest<DeclaredStacks>(DECLARED_STACKS);
      this.#files = new Set(stacks.filter(({ kind }) => kind === 'compose').flatMap(({ files }) => files));
      this.#session.declare(stacks);
      this.#listener();
    } catch (error) {
      // Asked again when somebody looks again: the server may have been starting.
      this.#isAsked = false;
      this.#log.error('What the files declare is not known', error as Error);
    }
  }
}
