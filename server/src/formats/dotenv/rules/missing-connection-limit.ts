import { placeholder } from '../../../document/render';
import { resolvePath } from '../../../engine/paths';
import { finding } from '../../../engine/rule';
import type { Surroundings } from '../../../engine/surroundings';
import { dotenvRule } from '../rule';

export default dotenvRule({
  id: 'dotenv/missing-connection-limit',
  severity: 'hint',
  preset: 'strict',
  category: 'resources',
  since: '0.1.0',
  summary: 'Database URL leaves the number of connections open',
  why: 'Prisma opens twice as many connections as there are cores, in every replica. A few replicas on a large machine use up what PostgreSQL allows.',
  knownProblems: 'Only where a Prisma schema is in the folder: other clients refuse the parameter.',
  references: [
    'https://www.prisma.io/docs/orm/prisma-client/setup-and-configuration/databases-connections/connection-pool',
  ],
  crossFile: true,
  examples: {
    bad: 'DATABASE_URL=postgresql://shop:${DB_PASSWORD}@db:5432/shop\n',
    good: 'DATABASE_URL=postgresql://shop:${DB_PASSWORD}@db:5432/shop?connection_limit=10\n',
    files: {
      'prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n}\n',
      'compose.yaml': 'services:\n  db:\n    image: postgres:17.6\n',
    },
  },
  on: {
    file(file, { surroundings }) {
      const urls = file.variables.filter(
        ({ name, value }) =>
          /^(?:\w+_)?DATABASE_URL$/.test(name) &&
          /^postgres(?:ql)?:\/\//.test(value.text) &&
          !/[?&](?:connection_limit|pool_size|pgbouncer)=/.test(value.text),
      );
      if (urls.length === 0 || !hasPrisma(file.folder, surroundings)) return undefined;
      const hasPostgres = surroundings.nearestProject?.containers.some(({ image }) => image?.kind === 'postgres');
      return hasPostgres ? urls.map((variable) => finding(variable.token, { variable })) : undefined;
    },
  },
  message: ({ variable: { name } }) =>
    `${name} sets no limit, so every replica opens as many connections as it likes. Add connection_limit, so that all replicas together stay below what PostgreSQL allows.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Limit the connections',
      edits: ({ variable: { file, value } }) => {
        const sign = value.text.includes('?') ? '&' : '?';
        const range = { start: value.range.end, end: value.range.end };
        return [{ document: file.document, range, newText: `${sign}connection_limit=${placeholder('10')}` }];
      },
    },
  ],
});

function hasPrisma(folder: string, { findFiles }: Surroundings): boolean {
  return ['schema.prisma', 'prisma/schema.prisma', '*/prisma/schema.prisma', '*/*/prisma/schema.prisma'].some(
    (pattern) => (findFiles(resolvePath(folder, pattern)) ?? []).length > 0,
  );
}
