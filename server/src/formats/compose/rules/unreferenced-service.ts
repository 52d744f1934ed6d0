import { finding } from '../../../engine/rule';
import type { ImageClass } from '../../../images';
import { referencesIn } from '../clientReferences';
import { commandLineOf } from '../commandLine';
import { dependenciesOf } from '../dependencies';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';

/** What exists for others only. */
const FOR_OTHERS: ReadonlySet<ImageClass> = new Set(['database', 'cache', 'queue', 'search', 'object-storage']);
const ALSO_FOR_OTHERS: ReadonlySet<string> = new Set(['mailpit']);

export default composeRule({
  id: 'compose/unreferenced-service',
  severity: 'hint',
  preset: 'off',
  category: 'maintenance',
  since: '0.1.0',
  summary: 'Nothing uses the service',
  why: 'It takes memory, has to be updated and can be attacked, and nobody would miss it. If it is only needed now and then, a profile keeps it out of the daily start.',
  knownProblems: 'Addresses in files, and those that programs assume by default, are not seen.',
  references: ['https://docs.docker.com/compose/how-tos/profiles/'],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n  mail:\n    image: axllent/mailpit:v1.27.11\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n  mail:\n    image: axllent/mailpit:v1.27.11\n    profiles:\n      - mail\n',
  },
  on: {
    service(service) {
      const { file, knownImage } = service;
      if (!knownImage || file.isPartial || file.services.length < 2 || !service.isLongRunning) return undefined;
      if (!FOR_OTHERS.has(knownImage.class) && !ALSO_FOR_OTHERS.has(knownImage.kind)) return undefined;
      if (
        ['ports', 'profiles', 'labels', 'network_mode', 'external_links'].some((key) => service.get(key)) ||
        isUsed(service)
      )
        return undefined;
      return finding(service.key, { service });
    },
  },
  message: ({ service }) =>
    `Nothing in this project refers to "${service.name}", and nothing outside can reach it. Delete it, or put it into a profile.`,
  fixes: [
    {
      kind: 'review',
      title: ({ service }) => `Start it with the profile "${service.name}" only`,
      edits: ({ service }) => service.insert(['profiles'], [service.name]),
    },
  ],
});

function isUsed(service: ComposeService): boolean {
  const { file } = service;
  if (referencesIn(file).some(({ to }) => to === service)) return true;
  return file.services.some((other) => {
    if (other === service) return false;
    // What is in these files, nobody knows.
    const mayRefer = other.get('env_file') ?? other.get('external_links') ?? other.get('configs');
    const isNamed =
      ['links', 'volumes_from'].some((key) =>
        other.items(key).some(({ view }) => view.kind === 'scalar' && view.text.split(':')[0] === service.name),
      ) || commandLineOf(other).some(({ text }) => text === service.name);
    return (
      mayRefer !== undefined ||
      isNamed ||
      dependenciesOf(other).some(({ name }) => name === service.name) ||
      sharesNetwork(other, service)
    );
  });
}

function sharesNetwork(other: ComposeService, service: ComposeService): boolean {
  return ['network_mode', 'pid', 'ipc'].some((key) => other.text(key)?.text === `service:${service.name}`);
}
