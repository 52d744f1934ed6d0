import { Disposable, TestRunRequest, Uri, workspace, type CancellationToken } from 'vscode';
import type { LiveSession } from '../services/session';
import type { Discovery } from './discovery';
import type { SmokeRunner } from './runner';
import type { TestTree } from './testTree';
import type { Leaf } from './tree';
import { affectedBy, ChangeDetector } from './triggers';

/** Runs tests again when what they test has started or feels different, and when their file is saved, until it is switched off. */
export function runContinuously(
  tree: TestTree,
  request: TestRunRequest,
  token: CancellationToken,
  session: LiveSession,
  discovery: Discovery,
  runner: SmokeRunner,
): void {
  const release = session.attend();
  const detector = new ChangeDetector();
  const waiting = new Set<string>();
  let isRunning = false;

  const runWaiting = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    try {
      while (waiting.size > 0 && !token.isCancellationRequested) {
        const items = tree.itemsOf(waiting);
        waiting.clear();
        if (items.length > 0)
          await runner.run(tree, new TestRunRequest(items, request.exclude, request.profile, true), 'safe');
      }
    } finally {
      isRunning = false;
    }
  };
  const runAgain = (leaves: readonly Leaf[]): void => {
    for (const { id } of leaves) waiting.add(id);
    void runWaiting();
  };
  const chosen = (): readonly Leaf[] => tree.selectionOf(request, 'safe').chosen;
  const look = (): void => {
    // Of a reading of the past nobody knows what has changed since.
    if (session.state.kind !== 'connected') return;
    runAgain(affectedBy(detector.changesIn(session.stacks), chosen(), session.stacks));
  };
  const saved = async (saved: string): Promise<void> => {
    const file = discovery.files.find(({ uri }) => Uri.parse(uri).toString() === saved);
    if (!file) return;
    await discovery.readFiles();
    runAgain(chosen().filter(({ suite }) => suite === file.uri));
  };
  const subscriptions = Disposable.from(
    session.onChange(look),
    workspace.onDidSaveTextDocument(({ uri }) => void saved(uri.toString())),
    new Disposable(release),
  );
  look();
  token.onCancellationRequested(() => void subscriptions.dispose());
}
