import { afterEach, describe, expect, it } from 'vitest';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver/node';
import { DECLARED_STACKS, DECLARED_STACKS_CHANGED, type DeclaredStacks } from '../../../server/src/protocol';
import { TestClient, uriOf } from './testClient';

const COMPOSE = uriOf('/w/compose.yaml');
const declaring = (...names: string[]) => `services:\n${names.map((name) => `  ${name}: {image: a:1}\n`).join('')}`;

let client: TestClient;
let changes = 0;
async function start(more: Readonly<Record<string, string>> = {}): Promise<void> {
  client = await TestClient.start({ files: { '/w/compose.yaml': declaring('web'), ...more } });
  changes = 0;
  client.connection.onNotification(DECLARED_STACKS_CHANGED, () => {
    changes++;
    told();
  });
}
let told: () => void = () => undefined;
const nextChange = () => new Promise<void>((resolve) => (told = resolve));
const names = async () => {
  const { stacks } = await client.connection.sendRequest<DeclaredStacks>(DECLARED_STACKS);
  return stacks.flatMap(({ services }) => services.map(({ name }) => name));
};
afterEach(() => client.dispose());

describe('holdfast/declaredStacks', () => {
  it('answers from the disk, and from what is typed before it is saved', async () => {
    await start();
    expect(await names()).toEqual(['web']);
    const changed = nextChange();
    await client.open(COMPOSE, declaring('web', 'unsaved'));
    await changed;
    expect(await names()).toEqual(['web', 'unsaved']);
  });

  it('says when to ask again: once for several changes, and not for files that declare nothing', async () => {
    await start();
    await names();
    await client.write({ '/w/notes.yaml': 'a: b\n' });
    const changed = nextChange();
    await client.write({ '/w/compose.override.yaml': declaring('mail'), '/w/.env': 'A=1\n' });
    await changed;
    expect(changes).toBe(1);
    expect(await names()).toEqual(['web', 'mail']);
  });

  /** Takes much longer to read than a slice of work. */
  const many = Object.fromEntries(
    Array.from({ length: 150 }, (_, index) => [
      `/w/${index}/compose.yaml`,
      declaring(...Array.from({ length: 20 }, (_, service) => `s${service}`)),
    ]),
  );

  it('answers who types while it reads a large workspace', async () => {
    await start(many);
    await client.open(COMPOSE, declaring('web'));
    await client.pull(COMPOSE);
    const answers: string[] = [];
    const stacks = names().then((all) => answers.push(`${all.length} services`));
    await client.change(COMPOSE, declaring('web', 'typed'));
    await client.pull(COMPOSE).then(() => answers.push('diagnostics'));
    await stacks;
    expect(answers).toEqual(['diagnostics', '3002 services']);
  });

  it('stops reading when nobody wants the answer any more', async () => {
    await start(many);
    const cancellation = new CancellationTokenSource();
    const asked = client.connection.sendRequest(DECLARED_STACKS, cancellation.token);
    const refused = expect(asked).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    cancellation.cancel();
    await refused;
    expect(client.disk.reads.length).toBeLessThan(150);
  });
});
