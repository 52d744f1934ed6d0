import { Disposable, type ExtensionContext, type LogOutputChannel } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { createEngineStatus } from '../engineStatus';
import { registerPrometheusCommands } from '../prometheus/commands';
import { PrometheusCredentials } from '../prometheus/credentials';
import { prometheusAccess } from '../prometheus/servers';
import type { SmokeResults } from '../smoke/results';
import { registerActions } from './actions';
import { Declarations } from './declarations';
import { registerEngineCommands } from './engineCommands';
import { showFindings } from './findings';
import { showLenses } from './lenses';
import { LiveSession } from './session';
import { showView, type Informant } from './view';

/** What others need who deal with the same services. */
export interface Services extends Disposable {
  readonly session: LiveSession;
  readonly declarations: Declarations;
  readonly prometheus: ReturnType<typeof prometheusAccess>;
  /** Shows what it knows in the Services view. */
  listenTo(informant: Informant): void;
}

/**
 * The Services view and everything that shows the same elsewhere: status bar, lenses, problems.
 * @param smoke what smoke tests have found out, shown on their services
 */
export function showServices(
  context: ExtensionContext,
  client: LanguageClient,
  log: LogOutputChannel,
  smoke: SmokeResults,
): Services {
  const credentials = new PrometheusCredentials(context.secrets);
  const session = new LiveSession(log, credentials);
  const declared = new Declarations(client, session, log);
  const lenses = showLenses(session, smoke, (uri) => declared.isMadeOf(uri));
  declared.onChange(() => lenses.look());
  const status = createEngineStatus();
  const view = showView(session, declared, smoke);
  const subscriptions = Disposable.from(
    session,
    declared,
    lenses,
    status,
    view,
    showFindings(session, client),
    registerActions(session),
    registerEngineCommands(session),
    registerPrometheusCommands(session, credentials),
    session.onChange(() => status.show(session.docker?.engine.endpoint, session.state)),
  );
  const prometheus = prometheusAccess(credentials);
  return {
    ...{ session, declarations: declared, prometheus },
    listenTo: (informant) => view.listenTo(informant),
    dispose: () => void subscriptions.dispose(),
  };
}
