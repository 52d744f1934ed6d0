import { afterEach, expect, it } from 'vitest';
import { onlyRules, TestClient, uriOf } from './testClient';

const PRIVILEGED = 'compose/privileged-container';
const FILES: Readonly<Record<string, string>> = {
  '/w/.env': 'FLAG=true\n',
  '/w/compose.yaml': `include: [part/compose.yaml]
x-base: &base
  privileged: true
services:
  extending:
    extends: { file: base/common.yaml, service: base }
  merging:
    <<: *base
    image: example/merging:1.0
  filled:
    image: example/filled:1.0
    privileged: \${FLAG}
  overridden:
    image: example/overridden:1.0
`,
  '/w/compose.override.yaml': 'services:\n  overridden:\n    privileged: true\n',
  '/w/base/common.yaml': 'services:\n  base:\n    image: example/base:1.0\n    privileged: true\n',
  '/w/part/compose.yaml': 'services:\n  included:\n    image: example/included:1.0\n    privileged: true\n',
};

let client: TestClient;
afterEach(() => client.dispose());

it('a finding stands on the written value, in the file where it is written', async () => {
  client = await TestClient.start({ files: FILES, settings: onlyRules(PRIVILEGED) });
  const found: Record<string, string[]> = {};
  for (const [path, text] of Object.entries(FILES)) {
    if (!path.endsWith('.yaml')) continue;
    await client.open(uriOf(path), text);
    found[path] = await client.found(uriOf(path));
  }
  expect(found).toEqual({
    '/w/compose.yaml': [`2:${PRIVILEGED}`, `11:${PRIVILEGED}`],
    '/w/compose.override.yaml': [`2:${PRIVILEGED}`],
    '/w/base/common.yaml': [`3:${PRIVILEGED}`],
    '/w/part/compose.yaml': [`3:${PRIVILEGED}`],
  });
});
