import { Disposable, type ExtensionContext, type LogOutputChannel } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { createEngineStatus } from '../engineStatus';
import { registerPrometheusCommands } from '../prometheus/commands';
import { PrometheusCredentials } from '../prometheus/credentials';
import { registerActions } from './actions';
import { Declarations } from './declarations';
import { registerEngineCommands } from './engineCommands';
import { showFindings } from './findings';
import { showLenses } from './lenses';
import { LiveSession } from './session';
import { showView } from './view';

/** The Services view and everything that shows the same elsewhere: status bar, lenses, problems. */
export function showServices(context: ExtensionContext, client: LanguageClient, log: LogOutputChannel): Disposable {
  const credentials = new PrometheusCredentials(context.secrets);
  const session = new LiveSession(log, credentials);
  const declared = new Declarations(client, session, log);
  const lenses = showLenses(session, (uri) => declared.isMadeOf(uri));
  declared.onChange(() => lenses.look());
  const status = createEngineStatus();
  return Disposable.from(
    session,
    declared,
    lenses,
    status,
    showView(session, declared),
    showFindings(session, client),
    registerActions(session),
    registerEngineCommands(session),
    registerPrometheusCommands(session, credentials),
    session.onChange(() => status.show(session.docker?.engine.endpoint, session.state)),
  );
}
