import type { Disposable, SecretStorage } from 'vscode';
import type { PrometheusAuthorization } from '../../live/prometheus';

const KEY = 'holdfast.prometheus';

type Stored = Readonly<Record<string, PrometheusAuthorization>>;

/**
 * What Prometheus servers ask for, by origin of their address: no other server gets it. Kept where the editor keeps secrets, all in one
 * place, because that place cannot tell what it holds.
 */
export class PrometheusCredentials {
  readonly #secrets: SecretStorage;

  constructor(secrets: SecretStorage) {
    this.#secrets = secrets;
  }

  async of(address: string): Promise<PrometheusAuthorization | undefined> {
    return (await this.#read())[originOf(address)];
  }

  async origins(): Promise<string[]> {
    return Object.keys(await this.#read()).sort();
  }

  async store(address: string, authorization: PrometheusAuthorization): Promise<void> {
    await this.#write({ ...(await this.#read()), [originOf(address)]: authorization });
  }

  async remove(address: string): Promise<void> {
    const stored = Object.entries(await this.#read());
    const others = Object.fromEntries(stored.filter(([origin]) => origin !== originOf(address)));
    if (Object.keys(others).length > 0) await this.#write(others);
    else await this.#secrets.delete(KEY);
  }

  /** Told after a change, also one made in another window. */
  onChange(listener: () => void): Disposable {
    return this.#secrets.onDidChange(({ key }) => {
      if (key === KEY) listener();
    });
  }

  async #read(): Promise<Stored> {
    const text = await this.#secrets.get(KEY);
    return text === undefined ? {} : (JSON.parse(text) as Stored);
  }

  async #write(stored: Stored): Promise<void> {
    await this.#secrets.store(KEY, JSON.stringify(stored));
  }
}

export function originOf(address: string): string {
  return new URL(address).origin;
}
