import { afterEach, describe, expect, it } from 'vitest';
import { DECLARED_STACKS, DECLARED_STACKS_CHANGED, type DeclaredStacks } from '../../../server/src/protocol';
import { TestClient, uriOf } from './testClient';

const COMPOSE = uriOf('/w/compose.yaml');
const declaring = (...names: string[]) => `services:\n${names.map((name) => `  ${name}: {image: a:1}\n`).join('')}`;

let client: TestClient;
let changes = 0;
async function start(): Promise<void> {
  client = await TestClient.start({ files: { '/w/compose.yaml': declaring('web') } });
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
});
