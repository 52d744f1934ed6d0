import { commands, Disposable, Uri, window, workspace, type TreeView } from 'vscode';
import type { SmokeResults } from '../smoke/results';
import { smokeOf } from '../smoke/serviceRow';
import type { Declarations } from './declarations';
import { RowProvider, type Place } from './provider';
import { combined, stackRows, unhealthyCount, type MoreOf } from './rows';
import type { LiveSession } from './session';
import { messageOf, welcomeOf } from './welcome';

export const VIEW = 'holdfast.services';

/** Somebody who knows more about services than an engine does. */
export interface Informant {
  readonly moreOf: MoreOf;
  onChange(listener: () => void): Disposable;
  /** Keeps finding out until what is returned is called. */
  attend(): () => void;
}

/** The tree in the side bar. The engine is watched while it is in sight, and informants are listened to. */
export function showView(
  session: LiveSession,
  declared: Declarations,
  smoke: SmokeResults,
): Disposable & { listenTo(informant: Informant): void } {
  const provider = new RowProvider();
  const view = window.createTreeView(VIEW, { treeDataProvider: provider, showCollapseAll: true });
  let release: (() => void) | undefined;
  let welcome: string | undefined;
  const expanded = new Set<string>();
  const informants: Informant[] = [];
  const listening: Disposable[] = [];
  const show = (): void => {
    const { stacks, state } = session;
    const moreOf = combined([smokeOf(smoke), ...informants.map((informant) => informant.moreOf)]);
    const rows = stackRows(stacks, nameFile, session.prometheus, moreOf);
    provider.show(rows);
    const newWelcome = rows.length === 0 ? welcomeOf(session.isEnabled, state) : '';
    if (newWelcome !== welcome) void commands.executeCommand('setContext', VIEW, newWelcome);
    welcome = newWelcome;
    view.message = rows.length === 0 ? '' : (messageOf(state) ?? '');
    view.description = session.docker?.engine.endpoint ? session.engineName : '';
    session.lookCloser(view.visible ? session.targets().filter(({ id }) => expanded.has(id)) : []);
    const count = unhealthyCount(stacks);
    view.badge =
      count === 0 ? undefined : { value: count, tooltip: `${count} unhealthy ${count === 1 ? 'service' : 'services'}` };
  };
  const attend = (): void => {
    if (!view.visible) {
      session.lookCloser([]);
      release?.();
      release = undefined;
      return;
    }
    declared.ask();
    release ??= all([session.attend(), ...informants.map((informant) => informant.attend())]);
    show();
    if (session.state.kind === 'connecting') void showProgress(session);
  };
  attend();
  const subscriptions = Disposable.from(
    view,
    provider,
    view.onDidChangeVisibility(attend),
    view.onDidExpandElement(({ element: { row } }) => {
      expanded.add(row.id);
      show();
    }),
    view.onDidCollapseElement(({ element: { row } }) => {
      expanded.delete(row.id);
      show();
    }),
    session.onChange(show),
    new Disposable(smoke.onChange(show)),
    workspace.onDidGrantWorkspaceTrust(attend),
    commands.registerCommand('holdfast.services.show', (id: string) => focus(view, provider, id)),
    new Disposable(() => release?.()),
  );
  return {
    listenTo(informant) {
      informants.push(informant);
      listening.push(informant.onChange(show));
      if (!release) return;
      release = all([release, informant.attend()]);
      show();
    },
    dispose() {
      for (const subscription of listening) subscription.dispose();
      subscriptions.dispose();
    },
  };
}

function all(releases: readonly (() => void)[]): () => void {
  return () => {
    for (const release of releases) release();
  };
}

function showProgress(session: LiveSession): Thenable<void> {
  // What went wrong is shown where the services would be.
  return window.withProgress({ location: { viewId: VIEW } }, () => session.settled().catch(() => undefined));
}

async function focus(view: TreeView<Place>, provider: RowProvider, id: string): Promise<void> {
  await commands.executeCommand(`${VIEW}.focus`);
  const place = provider.find(id);
  if (place) await view.reveal(place, { focus: true, expand: true });
}

/** With the folder before it where several are open. */
function nameFile(uri: string): string {
  return workspace.asRelativePath(Uri.parse(uri));
}
