import { afterEach, describe, expect, it } from 'vitest';
import { DECLARED_BACKUPS, DECLARED_BACKUPS_CHANGED, type DeclaredBackups } from '../../../server/src/protocol';
import { TestClient, uriOf } from './testClient';

const COMPOSE = uriOf('/w/compose.yaml');
const SHOP = `services:
  db:
    image: postgres:17.6
    volumes: [pg:/var/lib/postgresql/data]
`;
const DUMP = `${SHOP}  dump:
    image: postgres:17.6
    command: /ops/dump.sh
    volumes: ["./dump.sh:/ops/dump.sh:ro"]
`;

let client: TestClient;
let told: () => void = () => undefined;
const nextChange = () => new Promise<void>((resolve) => (told = resolve));
const ask = () => client.connection.sendRequest<DeclaredBackups>(DECLARED_BACKUPS);

async function start(files: Readonly<Record<string, string>>): Promise<void> {
  client = await TestClient.start({ files });
  client.connection.onNotification(DECLARED_BACKUPS_CHANGED, () => told());
}
afterEach(() => client.dispose());

describe('holdfast/declaredBackups', () => {
  it('answers from the disk, from what is typed, and from a script that changes', async () => {
    await start({ '/w/compose.yaml': SHOP, '/w/dump.sh': 'true\n' });
    expect(await ask()).toMatchObject({ jobs: [], unprotected: [{ service: 'db' }] });

    let changed = nextChange();
    await client.open(COMPOSE, DUMP);
    await changed;
    // What is typed runs the script, which saves nothing yet.
    expect((await ask()).unprotected).toHaveLength(1);

    changed = nextChange();
    await client.write({ '/w/dump.sh': 'pg_dump -h db > /b/x.sql\n' });
    await changed;
    expect(await ask()).toMatchObject({ jobs: [{ id: 'dump', protects: ['db'] }], unprotected: [] });
  });

  it('follows holdfast.yaml', async () => {
    await start({ '/w/compose.yaml': SHOP });
    await ask();
    const changed = nextChange();
    const job = 'backups:\n  nightly:\n    protects: [db]\n    source: { log: { path: log.jsonl } }\n';
    await client.write({ '/w/holdfast.yaml': job });
    await changed;
    expect(await ask()).toMatchObject({ jobs: [{ id: 'nightly', origin: 'configuration' }], unprotected: [] });
  });
});
