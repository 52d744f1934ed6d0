import type { Disposable } from 'vscode';
import { commands, Uri, workspace, type LogOutputChannel } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  SMOKE_TESTS,
  SMOKE_TESTS_CHANGED,
  type DeclaredSmokeTests,
  type SmokeFile,
} from '../../../../server/src/protocol';
import type { JoinedStack } from '../../live/services';
import { builtInTests } from '../../live/smoke/builtIn';
import type { Declarations } from '../services/declarations';
import type { LiveSession } from '../services/session';
import { NOT_TRUSTED, whyNoEngine } from './obstacles';
import type { SmokeResults } from './results';
import { TestTree, type TestTreeHandlers } from './testTree';
import { detectedNode, fileNodes } from './tree';

/** Of the manifest: whether there is anything to run. */
const CONTEXT_KEY = 'holdfast.smoke';

export interface DiscoverySurroundings {
  readonly client: LanguageClient;
  readonly session: LiveSession;
  readonly declarations: Declarations;
  readonly results: SmokeResults;
  readonly log: LogOutputChannel;
}

/**
 * Keeps the Test Explorer showing what there is to test. The explorer appears with the first test or stack: who only writes manifests
 * is not shown an empty one.
 */
export class Discovery implements Disposable {
  readonly #around: DiscoverySurroundings;
  readonly #handlers: Pick<TestTreeHandlers, 'run'>;
  readonly #subscriptions: Disposable[] = [];
  #tree: TestTree | undefined;
  #files: readonly SmokeFile[] = [];
  /** The stacks that were looked at last, in the form that tests are made from. */
  #stacks = '';
  #hasLooked = false;

  constructor(around: DiscoverySurroundings, handlers: Pick<TestTreeHandlers, 'run'>) {
    this.#around = around;
    this.#handlers = handlers;
    this.#subscriptions.push(
      around.client.onNotification(SMOKE_TESTS_CHANGED, () => void this.readFiles()),
      around.session.onChange(() => this.#followStacks()),
      workspace.onDidGrantWorkspaceTrust(() => this.#show()),
    );
    void this.readFiles();
  }

  /** Undefined while there is nothing to test. */
  get tree(): TestTree | undefined {
    return this.#tree;
  }

  get files(): readonly SmokeFile[] {
    return this.#files;
  }

  /** Asks the server for the tests of files. */
  async readFiles(): Promise<void> {
    try {
      const { files } = await this.#around.client.sendRequest<DeclaredSmokeTests>(SMOKE_TESTS);
      this.#files = files;
      this.#show();
    } catch (error) {
      this.#around.log.error('Which smoke tests there are is not known', error as Error);
    }
  }

  /** Asks for everything anew, the engine too. @returns undefined where there is nothing to test */
  async look(): Promise<TestTree | undefined> {
    const { session, declarations } = this.#around;
    const release = session.attend();
    try {
      await Promise.all([this.readFiles(), declarations.known(), session.settled().catch(() => undefined)]);
    } finally {
      this.#hasLooked = true;
      this.#show();
      release();
    }
    return this.#tree;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#tree?.dispose();
  }

  #followStacks(): void {
    const { stacks, declared } = this.#around.session;
    if (!this.#tree && stacks.length === 0 && !declared.some(({ kind }) => kind === 'compose')) return;
    const shape = JSON.stringify([stacks.map(shapeOf), this.#problem()]);
    if (this.#tree && shape === this.#stacks) return;
    this.#stacks = shape;
    this.#show(true);
  }

  /** @param isWanted there is something to test, even if nobody knows yet what */
  #show(isWanted = false): void {
    const nodes = fileNodes(this.#files, nameFile).map((node) => ({
      ...node,
      problem: workspace.isTrusted ? undefined : NOT_TRUSTED,
    }));
    const detected = detectedNode(this.#around.session.stacks, builtInTests, this.#problem());
    if (nodes.length > 0 || detected?.children.length || isWanted) this.#tree ??= this.#createTree();
    if (!this.#tree) return;
    this.#tree.show([...nodes, ...(detected ? [detected] : [])]);
    const { leaves } = this.#tree;
    this.#around.results.offer(leaves);
    void commands.executeCommand('setContext', CONTEXT_KEY, leaves.length > 0);
  }

  #createTree(): TestTree {
    return new TestTree({ ...this.#handlers, look: async () => void (await this.look()) });
  }

  /** Why nothing is known about what runs; nothing is said before somebody wants to know. */
  #problem(): string | undefined {
    const { session } = this.#around;
    if (!this.#hasLooked || session.stacks.length > 0) return undefined;
    if (!workspace.isTrusted) return NOT_TRUSTED;
    return session.state.kind === 'stopped' ? undefined : whyNoEngine(session.isEnabled, session.state);
  }
}

/** Everything of a stack that its tests may depend on; figures that change every second are no part of it. */
function shapeOf({ id, name, declared, services }: JoinedStack): unknown {
  const own = services.map((service) => [service.name, service.replicas.map(({ container }) => container.id)]);
  return [id, name, declared, own];
}

/** With the folder before it where several are open. */
function nameFile(uri: string): string {
  return workspace.asRelativePath(Uri.parse(uri));
}
