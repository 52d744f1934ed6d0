import { commands, Disposable, Uri, window, workspace, type TreeView } from 'vscode';
import { RowProvider, type Place } from '../services/provider';
import { backupRows, failingCount } from './rows';
import type { BackupSession } from './session';

export const VIEW = 'holdfast.backups';

/** The tree in the side bar. Backups are looked after while it is in sight. */
export function showView(session: BackupSession): Disposable & { readonly view: TreeView<Place> } {
  const provider = new RowProvider();
  const view = window.createTreeView(VIEW, { treeDataProvider: provider, showCollapseAll: true });
  let release: (() => void) | undefined;
  let welcome: string | undefined;
  const show = (): void => {
    const { stacks } = session;
    provider.show(backupRows(stacks, nameFile));
    const newWelcome = session.isEmpty ? 'nothing' : '';
    if (newWelcome !== welcome) void commands.executeCommand('setContext', VIEW, newWelcome);
    welcome = newWelcome;
    const count = failingCount(stacks);
    view.badge =
      count === 0
        ? undefined
        : { value: count, tooltip: `${count} ${count === 1 ? 'backup' : 'backups'} not as promised` };
  };
  const attend = (): void => {
    if (!view.visible) {
      release?.();
      release = undefined;
      return;
    }
    release ??= session.attend();
    void window.withProgress({ location: { viewId: VIEW } }, () => session.known()).then(show);
    show();
  };
  attend();
  const subscriptions = Disposable.from(
    view,
    provider,
    view.onDidChangeVisibility(attend),
    session.onChange(show),
    workspace.onDidGrantWorkspaceTrust(attend),
    new Disposable(() => release?.()),
  );
  return { view, dispose: () => void subscriptions.dispose() };
}

/** With the folder before it where several are open. */
function nameFile(uri: string): string {
  return workspace.asRelativePath(Uri.parse(uri));
}
