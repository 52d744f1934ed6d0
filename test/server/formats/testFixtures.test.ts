import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../server/src/engine/settings';
import { EVERYTHING, lintText } from '../../support/lint';

const COMPOSE = 'services:\n  api:\n    image: example/api\n    ports:\n      - "8080:80"\n    privileged: true\n';
const DOCKERFILE = 'FROM node:10\nCMD ["node", "/app/main.js"]\n';

const rulesOf = (text: string, path: string, settings = DEFAULT_SETTINGS) =>
  lintText(text, { path, settings }).findings.map(({ rule }) => rule.id);

describe('files that tests start and throw away', () => {
  it.each([
    '/w/testdata/compose.yaml',
    '/w/e2e/fixtures/web/compose.yaml',
    '/w/src/__fixtures__/compose.yaml',
    '/w/test/manual-test-radius/compose.yaml',
    '/w/integration-tests/compose.yaml',
    '/w/kafka/test-certs/compose.yaml',
  ])('are asked for less: %s', (path) => {
    const found = rulesOf(COMPOSE, path);
    expect(found).toContain('compose/privileged-container');
    for (const rule of ['missing-healthcheck', 'missing-restart-policy', 'missing-memory-limit', 'unpinned-image'])
      expect(found).not.toContain(`compose/${rule}`);
  });

  it('may have projects that fail on purpose', () => {
    const text =
      'services:\n  web:\n    image: alpine:3.22\n    command: sleep infinity\n    depends_on:\n      db:\n        condition: service_healthy\n  db:\n    image: alpine:3.22\n    command: /server\n';
    expect(rulesOf(text, '/w/web/compose.yaml')).toContain('compose/unreachable-health-condition');
    expect(rulesOf(text, '/w/testdata/compose.yaml')).not.toContain('compose/unreachable-health-condition');
  });

  it('are not asked for their secrets, which are made up', () => {
    const text =
      'services:\n  db:\n    image: postgres:17.6\n    environment:\n      POSTGRES_PASSWORD: Zk3vQ8nT1xW6\n';
    expect(rulesOf(text, '/w/web/compose.yaml')).toContain('compose/plaintext-secret');
    expect(rulesOf(text, '/w/testdata/compose.yaml')).not.toContain('compose/plaintext-secret');
  });

  it('are asked for everything under the preset all', () => {
    expect(rulesOf(COMPOSE, '/w/testdata/compose.yaml', EVERYTHING)).toContain('compose/missing-healthcheck');
  });

  it('get no hints', () => {
    const text = `version: "3.8"\n${COMPOSE}`;
    expect(rulesOf(text, '/w/web/compose.yaml')).toContain('compose/obsolete-version');
    expect(rulesOf(text, '/w/testdata/compose.yaml')).not.toContain('compose/obsolete-version');
    expect(rulesOf(text, '/w/testdata/compose.yaml', EVERYTHING)).toContain('compose/obsolete-version');
  });

  it('are told from others by the name of their folder', () => {
    expect(rulesOf(COMPOSE, '/w/my-fixtures/compose.yaml')).toContain('compose/missing-healthcheck');
    expect(rulesOf(COMPOSE, '/w/test/compose.yaml')).toContain('compose/missing-healthcheck');
    expect(rulesOf(COMPOSE, '/w/fixtures.yaml')).toContain('compose/missing-healthcheck');
  });

  it('include Dockerfiles', () => {
    expect(rulesOf(DOCKERFILE, '/w/web/Dockerfile')).toEqual(
      expect.arrayContaining(['dockerfile/missing-user', 'dockerfile/end-of-life-image']),
    );
    expect(rulesOf(DOCKERFILE, '/w/testdata/Dockerfile')).toEqual([]);
  });
});
