import { isWithin } from '../../../engine/paths';
import { finding } from '../../../engine/rule';
import { dataVolumesOf } from '../dataVolumes';
import { normalisePath, serviceMounts } from '../mounts';
import { composeRule } from '../rule';

const FOLDER = '/docker-entrypoint-initdb.d';

export default composeRule({
  id: 'compose/init-scripts-on-existing-volume',
  severity: 'hint',
  preset: 'off',
  category: 'reliability',
  since: '0.1.0',
  summary: 'Scripts for the first start stand beside a volume that outlives it',
  why: 'The scripts run once, when the data folder is empty. What is added to them later never reaches a database that has data already.',
  references: [
    'https://hub.docker.com/_/postgres#initialization-scripts',
    'https://hub.docker.com/_/mysql#initializing-a-fresh-instance',
  ],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    volumes:\n      - data:/var/lib/postgresql/data\n      - ./init:/docker-entrypoint-initdb.d:ro\n\nvolumes:\n  data:\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    volumes:\n      - data:/var/lib/postgresql/data\n\nvolumes:\n  data:\n',
  },
  on: {
    service(service) {
      const { knownImage } = service;
      const scripts = serviceMounts(service).find(
        ({ target }) => target?.isKnown === true && isWithin(normalisePath(target.text), FOLDER),
      );
      if (!scripts?.target || !knownImage || dataVolumesOf(service, knownImage).length === 0) return undefined;
      return finding(scripts.target.token, { service });
    },
  },
  message: ({ service }) =>
    `These scripts run only while "${service.name}" has no data yet. Bring later changes in with migrations.`,
});
