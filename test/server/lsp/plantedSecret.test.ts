import { afterEach, expect, it } from 'vitest';
import { TestClient, uriOf } from './testClient';

const SECRET = 'tr0ub4dor-and-3-planted';
const FILES: Readonly<Record<string, string>> = {
  '/w/.env': `DB_PASSWORD=${SECRET}\nURL=postgres://app:${SECRET}@db/app\nCOPY=\${DB_PASSWORD}\nTAG=latest\n`,
  '/w/db.env': `POSTGRES_PASSWORD=${SECRET}\nBACKUP_URL=https://backup:${SECRET}@example.com\n`,
  '/w/compose.yaml': `services:
  db:
    image: postgres:\${TAG}
    env_file: db.env
    environment:
      POSTGRES_PASSWORD: \${DB_PASSWORD}
      URL: \${URL}
      COPY: \${COPY:-\${DB_PASSWORD}}
      SWITCH: \${DB_PASSWORD:+set}
    command: postgres --password \${DB_PASSWORD}
    healthcheck:
      test: PGPASSWORD=\${DB_PASSWORD} psql \${URL}
    ports: ["5432:5432"]
`,
};

let client: TestClient;
afterEach(() => client.dispose());

it('a secret of a file of variables is in nothing that an editor is told', async () => {
  client = await TestClient.start({ files: FILES, settings: { preset: 'strict' } });
  const told: unknown[] = [];
  for (const [path, text] of Object.entries(FILES)) {
    const uri = uriOf(path);
    await client.open(uri, text, path.endsWith('.env') ? 'dotenv' : 'yaml');
    const diagnostics = await client.pull(uri);
    told.push(diagnostics);
    for (const { range } of diagnostics) told.push(await client.hover(uri, range.start));
  }
  expect(told.flat().length).toBeGreaterThan(10);
  expect(JSON.stringify([told, client.logs, client.checked])).not.toContain(SECRET);
});
