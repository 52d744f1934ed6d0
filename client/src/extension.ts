import { window, type ExtensionContext } from 'vscode';
import { registerCommands } from './commands';
import { createLanguageClient } from './languageClient';
import { showBackups } from './views/backups';
import { showLanguageStatus } from './views/languageStatus';
import { showServices } from './views/services';
import { showSmokeTests } from './views/smoke';
import { SmokeResults } from './views/smoke/results';
import type { LanguageClient } from 'vscode-languageclient/node';

/** What other extensions and our own end-to-end tests get from `activate`. */
export interface HoldfastApi {
  /** Settled when the language server answers, or rejected with the reason why it does not. */
  readonly ready: Promise<void>;
}

let client: LanguageClient | undefined;

export function activate(context: ExtensionContext): HoldfastApi {
  const log = window.createOutputChannel('Holdfast', { log: true });
  client = createLanguageClient(context, log);
  context.subscriptions.push(log, client, showLanguageStatus(client), registerCommands(context, client, log));
  const results = new SmokeResults((error) => log.error('Telling of smoke tests', error as Error));
  const services = showServices(context, client, log, results);
  context.subscriptions.push(services, showSmokeTests(context, client, log, services, results));
  showBackups(context, client, log, services);
  // Not awaited: the editor goes on while the server starts.
  const ready = client.start();
  ready.catch((error: unknown) => log.error('The language server did not start', error));
  return { ready };
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
