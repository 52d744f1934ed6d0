import { describe, expect, it } from 'vitest';
import { lint } from '../../../../server/src/engine/lint';
import { NOTHING_AROUND } from '../../../../server/src/engine/surroundings';
import type { Finding } from '../../../../server/src/engine/finding';
import { applyEdits } from '../../../../server/src/document/edit';
import { plainText } from '../../../../server/src/document/render';
import { violations } from '../../../laws/fixLaws';
import { EVERYTHING, open } from '../../../support/lint';

const PATH = '/workspace/compose.yaml';
const around = { ...NOTHING_AROUND, scripts: [] };

function run(text: string): readonly Finding[] {
  return lint(open(text, PATH, EVERYTHING), EVERYTHING, around).findings;
}

function database(lines = '', image = 'postgres:16.4', rest = ''): string {
  const more = lines.replace(/^(?=.)/gm, '    ');
  return `services:\n  db:\n    image: ${image}\n    volumes: ["pg:/var/lib/postgresql/data"]\n${more}${rest}volumes: {pg: {}}\n`;
}

/** The text with the backup service; undefined where none is offered. */
function added(text: string): string | undefined {
  const fix = run(text)
    .find(({ rule }) => rule.id === 'compose/missing-backup')
    ?.fixes()[0];
  return fix && plainText(applyEdits(text, fix.edits));
}

describe('the service that is added', () => {
  it.each<[what: string, text: string]>([
    ['as it is', database()],
    ['Windows line ends', database().replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF${database()}`],
    ['no line break at the end', database().trimEnd()],
    [
      'no top-level volumes',
      database()
        .replace(/^volumes: .*\n/m, '')
        .replace('pg:', './pg:'),
    ],
    ['networks in a list', database('networks: [back]\n', 'postgres:16.4', 'networks: {back: {}}\n')],
    [
      'networks in a mapping',
      database('networks: {back: {aliases: [x]}}\n', 'postgres:16.4', 'networks: {back: {}}\n'),
    ],
  ])('obeys the laws of fixes: %s', (_, text) => {
    expect(added(text)).toContain('prodrigestivill/postgres-backup-local:16');
    expect(violations(text, run).filter(({ rule }) => rule === 'compose/missing-backup')).toEqual([]);
  });

  it('is on the networks of the server', () => {
    expect(added(database('networks: {back: {}}\n'))).toContain('    networks:\n      - back\n');
  });

  it.each([
    ['POSTGRES_PASSWORD: ${PG_SECRET}', 'POSTGRES_PASSWORD: ${PG_SECRET}'],
    ['POSTGRES_PASSWORD: ${PG_SECRET:?}', 'POSTGRES_PASSWORD: ${PG_SECRET:?}'],
    ['POSTGRES_PASSWORD: ${PG_SECRET:-hunter2hunter2}', 'POSTGRES_PASSWORD: ${PG_SECRET:?set PG_SECRET}'],
    ['POSTGRES_PASSWORD: hunter2hunter2', 'POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD}'],
  ])('logs in without a password that is written down: %s', (written, used) => {
    const text = database(`environment:\n  ${written}\n  POSTGRES_USER: app\n`);
    const service = added(text)?.split('db-backup:')[1] ?? '';
    expect(service).toContain(used);
    expect(service).toContain('POSTGRES_DB: app');
    expect(service).not.toContain('hunter2');
  });

  it.each([
    ['its version is not known', database('', 'postgres')],
    ['no tools of its version are known', database('', 'postgres:9.6')],
    ['it is another database', database('', 'mysql:8.4').replace('postgresql/data', 'mysql')],
    ['it shares a network', database('network_mode: host\n')],
    ['it is deployed to a Swarm', database('deploy: {mode: replicated}\n')],
    ['the name is taken', database('', 'postgres:16.4', '  db-backup:\n    image: nginx:1.29.1\n')],
  ])('is not offered where %s', (_, text) => expect(added(text)).toBeUndefined());
});
