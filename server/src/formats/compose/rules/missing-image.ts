import { placeholder } from '../../../document/render';
import { nameOf } from '../../../engine/paths';
import { finding } from '../../../engine/rule';
import { isMainName } from '../recognise';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/missing-image',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  crossFile: true,
  summary: 'Service says not what it runs',
  why: 'Compose refuses the whole project when a service has neither an image nor a build. Nothing is started.',
  knownProblems:
    'Only files that Compose finds by itself are judged, and only services that no other Compose file of the folder completes: a file for `-f` is merged into another one.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#image',
    'https://docs.docker.com/reference/compose-file/services/#build',
  ],
  peers: ['compose-go:validate'],
  examples: {
    bad: 'services:\n  web:\n    restart: unless-stopped\n',
    good: 'services:\n  web:\n    restart: unless-stopped\n    image: name:tag\n',
  },
  on: {
    service(service, { surroundings: { composeServices } }) {
      const { file, parts, name } = service;
      if (file.isPartial || !parts.isComplete || file.document.problems.length > 0) return undefined;
      if (['image', 'build', 'provider'].some((key) => service.get(key))) return undefined;
      if (!isMainName(nameOf(service.key.document.source))) return undefined;
      if (composeServices?.some((other) => other.name === name && !other.isPartial)) return undefined;
      return finding(service.key, { service });
    },
  },
  message: ({ service }) =>
    `"${service.name}" has neither \`image\` nor \`build\`: Compose refuses the project. Name the image it runs.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Add an image',
      edits: ({ service }) => service.insert(['image'], placeholder('name:tag')),
    },
  ],
});
