import { window, workspace, type ExtensionContext, type QuickPickItem } from 'vscode';
import { secretVariable } from '../../live/smoke/surroundings';

const NAMES_KEY = 'smoke.secretNames';

/**
 * Secrets that smoke tests ask for by name. They are kept by the operating system's keychain, for this workspace only: another one
 * cannot get at them by asking for the same name.
 */
export class SecretStore {
  readonly #context: Pick<ExtensionContext, 'secrets' | 'workspaceState'>;

  constructor(context: Pick<ExtensionContext, 'secrets' | 'workspaceState'>) {
    this.#context = context;
  }

  /** What was set here, else the variable of the environment that the command line takes it from. */
  async get(name: string): Promise<string | undefined> {
    return (await this.#context.secrets.get(keyOf(name))) ?? process.env[secretVariable(name)];
  }

  get names(): readonly string[] {
    return this.#context.workspaceState.get<readonly string[]>(NAMES_KEY, []);
  }

  async set(name: string, value: string): Promise<void> {
    await this.#context.secrets.store(keyOf(name), value);
    await this.#context.workspaceState.update(NAMES_KEY, [...new Set([...this.names, name])].sort());
  }

  async remove(name: string): Promise<void> {
    await this.#context.secrets.delete(keyOf(name));
    await this.#context.workspaceState.update(
      NAMES_KEY,
      this.names.filter((other) => other !== name),
    );
  }
}

function keyOf(name: string): string {
  const place = workspace.workspaceFile ?? workspace.workspaceFolders?.[0]?.uri;
  return JSON.stringify(['smoke', place?.toString() ?? '', name]);
}

/** @param asked names that tests ask for */
export async function setSecret(store: SecretStore, asked: readonly string[]): Promise<void> {
  const name = await pickName(store, asked);
  if (name === undefined) return;
  const value = await window.showInputBox({
    title: `Smoke Test Secret ${name}`,
    prompt: 'Kept in the keychain of this machine, for this workspace. It is shown nowhere.',
    password: true,
    ignoreFocusOut: true,
  });
  // An empty one is no secret; nothing at all means that the person thought better of it.
  if (!value) return;
  await store.set(name, value);
  void window.showInformationMessage(`The smoke test secret ${name} is set.`);
}

export async function removeSecret(store: SecretStore): Promise<void> {
  const { names } = store;
  if (names.length === 0) {
    void window.showInformationMessage('No smoke test secret is set in this workspace.');
    return;
  }
  const name = await window.showQuickPick([...names], { placeHolder: 'Remove which smoke test secret?' });
  if (name === undefined) return;
  await store.remove(name);
  void window.showInformationMessage(`The smoke test secret ${name} is removed.`);
}

async function pickName(store: SecretStore, asked: readonly string[]): Promise<string | undefined> {
  const all = [...new Set([...asked, ...store.names])].sort();
  if (all.length === 0) return askForName();
  const other: QuickPickItem = { label: '$(add) Another Name…' };
  const choices = all.map((label): QuickPickItem => ({ label, description: describe(label, store, asked) }));
  const chosen = await window.showQuickPick([...choices, other], { placeHolder: 'Set which smoke test secret?' });
  return chosen === other ? askForName() : chosen?.label;
}

function describe(name: string, store: SecretStore, asked: readonly string[]): string {
  const parts = [
    store.names.includes(name) ? 'set' : 'not set',
    ...(asked.includes(name) ? [] : ['no test asks for it']),
  ];
  return parts.join(', ');
}

function askForName(): Thenable<string | undefined> {
  return window.showInputBox({
    title: 'Smoke Test Secret',
    prompt: 'Name of the secret: tests ask for it as ${secret:NAME}.',
    validateInput: (name) =>
      /^[A-Za-z_][\w.-]*$/.test(name) ? undefined : 'Letters, digits, _ . and - only, a letter first.',
  });
}
