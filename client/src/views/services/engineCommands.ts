import { commands, Disposable, env, window } from 'vscode';
import type { LiveSession } from './session';
import { VIEW } from './view';

export function registerEngineCommands(session: LiveSession): Disposable {
  const handlers: Readonly<Record<string, (...args: never[]) => unknown>> = {
    explainProblem: () => explainProblem(session),
    chooseEngine: () => commands.executeCommand('workbench.action.openSettings', 'holdfast.live.dockerHost'),
    reconnect: () => session.reconnect(),
    copyPermissionRemedy: () => env.clipboard.writeText('sudo usermod -aG docker $USER'),
  };
  return Disposable.from(
    ...Object.entries(handlers).map(([name, handler]) => commands.registerCommand(`${VIEW}.${name}`, handler)),
  );
}

async function explainProblem(session: LiveSession): Promise<void> {
  const { state } = session;
  const endpoint = session.docker?.engine.endpoint;
  const where = endpoint ? `${endpoint.address} (named by: ${endpoint.origin})` : 'no address yet';
  if (state.kind !== 'lost') {
    void window.showInformationMessage(
      `The Docker engine ${state.kind === 'connected' ? 'answers' : 'is not asked now'}: ${where}.`,
    );
    return;
  }
  const again = 'Try Again';
  const other = 'Choose Another Engine';
  const text = [state.reason.message, state.reason.remedy].filter(Boolean).join(' ');
  const chosen = await window.showWarningMessage(text, again, other);
  if (chosen === again) session.reconnect();
  else if (chosen === other) await commands.executeCommand(`${VIEW}.chooseEngine`);
}
