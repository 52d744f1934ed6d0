import type { Format } from '../../engine/format';
import { MONGOD } from './language';
import { rules } from './rules';

const SECTIONS = [
  'systemLog',
  'storage',
  'net',
  'security',
  'replication',
  'sharding',
  'processManagement',
  'setParameter',
];

export const mongodb: Format = {
  id: 'mongodb',
  title: 'MongoDB',
  language: MONGOD,
  recognise: ({ file }) => {
    const root = file.documents[0]?.document.root;
    return root?.kind === 'map' && SECTIONS.some((name) => root.get(name));
  },
  rules,
  units: ({ path, file }) =>
    file.documents.slice(0, 1).map(({ start, document }) => ({
      start,
      document,
      *subjects() {
        const { root } = document;
        if (root?.kind === 'map') yield { visitor: 'file', view: { document, root, path } };
      },
    })),
};
