import { commands, Disposable, env, Uri, window, type QuickPickItem } from 'vscode';
import type { PrometheusAuthorization } from '../../live/prometheus';
import type { Place } from '../services/provider';
import type { LiveSession } from '../services/session';
import { originOf, type PrometheusCredentials } from './credentials';
import { PROMETHEUS_SETTING } from './servers';

/** From the view a row, from a click on a row the address of a server, from the palette nothing. */
type Argument = Place | string | undefined;

/** @returns what to dispose of; the commands are those of the manifest */
export function registerPrometheusCommands(session: LiveSession, credentials: PrometheusCredentials): Disposable {
  const handlers: Readonly<Record<string, (argument: Argument) => unknown>> = {
    open: async (argument) => {
      const page = pageOf(argument) ?? (await pickServer(session, 'Open which Prometheus?'));
      if (page !== undefined) await env.openExternal(Uri.parse(page));
    },
    chooseServer: () => commands.executeCommand('workbench.action.openSettings', PROMETHEUS_SETTING),
    setCredentials: async (argument) => {
      const address = pageOf(argument) ?? (await pickServer(session, 'Credentials for which Prometheus?'));
      const given = address === undefined ? undefined : await askFor(address);
      if (address !== undefined && given) await credentials.store(address, given);
    },
    removeCredentials: (argument) => removeCredentials(credentials, pageOf(argument)),
  };
  return Disposable.from(
    ...Object.entries(handlers).map(([name, handler]) =>
      commands.registerCommand(`holdfast.prometheus.${name}`, handler),
    ),
  );
}

function pageOf(argument: Argument): string | undefined {
  return typeof argument === 'string' ? argument : argument?.row.page;
}

async function pickServer(session: LiveSession, placeHolder: string): Promise<string | undefined> {
  const release = session.attend();
  try {
    await session.settled();
  } catch {
    // Without an engine there is still the server that is set.
  } finally {
    release();
  }
  const addresses = [...new Set(session.prometheus.map(({ address }) => address))].filter((address) => address !== '');
  if (addresses.length > 1) return window.showQuickPick(addresses, { placeHolder });
  if (addresses.length === 0) {
    const choose = 'Set Its Address';
    const text = 'No Prometheus is set, and none that publishes its port was found in a stack.';
    if ((await window.showInformationMessage(text, choose)) === choose)
      await commands.executeCommand('holdfast.prometheus.chooseServer');
  }
  return addresses[0];
}

interface Kind extends QuickPickItem {
  readonly ask: (title: string) => Promise<PrometheusAuthorization | undefined>;
}

const KINDS: readonly Kind[] = [
  { label: 'User and Password', description: 'basic authentication', ask: askForPassword },
  { label: 'Token', description: 'bearer authentication', ask: askForToken },
];

async function askFor(address: string): Promise<PrometheusAuthorization | undefined> {
  const title = `Credentials for ${originOf(address)}`;
  const kind = await window.showQuickPick(KINDS, { title, placeHolder: 'What does it ask for?' });
  return kind?.ask(isReadable(address) ? `${title}: sent readably, for the address is http` : title);
}

/** Whether others in the network can read what is sent. */
function isReadable(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'http:' && !/^(?:localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
}

async function askForPassword(title: string): Promise<PrometheusAuthorization | undefined> {
  const user = await window.showInputBox({
    ...{ title, prompt: 'User', ignoreFocusOut: true },
    validateInput: (text) =>
      text === '' ? 'A name is needed.' : text.includes(':') ? 'A name cannot contain a colon.' : undefined,
  });
  if (user === undefined) return undefined;
  const password = await window.showInputBox({
    ...{ title, prompt: `Password of ${user}`, password: true, ignoreFocusOut: true },
  });
  return password === undefined ? undefined : { kind: 'basic', user, password };
}

async function askForToken(title: string): Promise<PrometheusAuthorization | undefined> {
  const token = await window.showInputBox({
    ...{ title, prompt: 'Token', password: true, ignoreFocusOut: true },
    // What else there is could not be sent. https://www.rfc-editor.org/rfc/rfc6750#section-2.1
    validateInput: (text) =>
      /^[\w.~+/-]+=*$/.test(text.trim()) ? undefined : 'A token is one word of letters, digits and - . _ ~ + / =',
  });
  return token === undefined ? undefined : { kind: 'bearer', token: token.trim() };
}

async function removeCredentials(credentials: PrometheusCredentials, address: string | undefined): Promise<void> {
  const known = await credentials.origins();
  const wanted = address === undefined ? known : known.filter((origin) => origin === originOf(address));
  if (wanted.length === 0) {
    void window.showInformationMessage(
      `No credentials are stored${address === undefined ? '' : ` for ${originOf(address)}`}.`,
    );
    return;
  }
  const chosen =
    address === undefined
      ? await window.showQuickPick(wanted, { placeHolder: 'Remove the credentials for which Prometheus?' })
      : wanted[0];
  if (chosen !== undefined) await credentials.remove(chosen);
}
