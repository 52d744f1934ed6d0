import { commands, window, type ExtensionContext, type LogOutputChannel } from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  TransportKind,
  type ErrorHandler,
  type LanguageClientOptions,
} from 'vscode-languageclient/node';
import { CHECKED_DOCUMENTS } from './documents';
import { SavedFindings, waitsForSave } from './checkOnSave';
import { COMMANDS, type InitializationOptions } from '../../server/src/protocol';

/** A server that stops this often within the window below has a cause that restarting does not cure. */
const MOST_RESTARTS = 4;
const RESTART_WINDOW = 3 * 60_000;

export function createLanguageClient(context: ExtensionContext, log: LogOutputChannel): LanguageClient {
  const savedFindings = new SavedFindings();
  const server = { module: context.asAbsolutePath('dist/server.js'), transport: TransportKind.ipc };
  const client = new LanguageClient(
    'holdfast',
    'Holdfast',
    { run: server, debug: { ...server, options: { execArgv: ['--nolazy', '--inspect=6009'] } } },
    {
      documentSelector: [...CHECKED_DOCUMENTS] as NonNullable<LanguageClientOptions['documentSelector']>,
      initializationOptions: { hasCommands: true } satisfies InitializationOptions,
      markdown: { isTrusted: { enabledCommands: [COMMANDS.openDocumentation] } },
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      diagnosticPullOptions: { onChange: true, onSave: true, filter: waitsForSave },
      middleware: { provideDiagnostics: savedFindings.provideDiagnostics },
      errorHandler: restartOnCrash(log),
      initializationFailedHandler: (error) => {
        log.error('The language server could not be initialised', error);
        return false;
      },
    },
  );
  client.onDidChangeState(({ newState }) => {
    if (newState !== State.Running) savedFindings.forget();
  });
  return client;
}

function restartOnCrash(log: LogOutputChannel): ErrorHandler {
  const crashes: number[] = [];
  return {
    error: (error) => {
      log.error('The connection to the language server has a problem', error);
      return { action: ErrorAction.Continue, handled: true };
    },
    closed: () => {
      const now = Date.now();
      crashes.push(now);
      if (crashes.filter((at) => now - at < RESTART_WINDOW).length <= MOST_RESTARTS) {
        log.warn('The language server stopped and is started again');
        return { action: CloseAction.Restart, handled: true };
      }
      log.error('The language server keeps stopping and stays off');
      void offerRestart();
      return { action: CloseAction.DoNotRestart, handled: true };
    },
  };
}

async function offerRestart(): Promise<void> {
  const restart = 'Restart';
  const chosen = await window.showErrorMessage(
    'Holdfast stopped checking: its language server keeps crashing.',
    restart,
  );
  if (chosen === restart) await commands.executeCommand('holdfast.restartServer');
}
