import type { Surroundings } from '../../../engine/surroundings';
import { finding } from '../../../engine/rule';
import type { ImageClass } from '../../../images';
import { conditionFor, conditionToken, dependenciesOf, setCondition, waitsByItself } from '../dependencies';
import { healthOf } from '../health';
import type { ComposeService } from '../model';
import { lifespanOf } from '../lifespan';
import { composeRule } from '../rule';

/** What other services cannot begin without. */
const STORES: ReadonlySet<ImageClass> = new Set(['database', 'cache', 'queue', 'search', 'object-storage']);

export default composeRule({
  id: 'compose/unconditional-dependency',
  severity: 'warning',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  crossFile: true,
  summary: 'Dependency is waited for only until it has started',
  why: 'A started container is not a ready one: a database takes seconds to minutes, and whoever connects earlier crashes. It works on a quick machine and fails after a reboot.',
  knownProblems:
    'A Swarm ignores `depends_on`, so files for one are left alone. Commands that wait by themselves (`wait-for-it`, `until …`) are seen, scripts in the image are not. Services of other files are not looked at.',
  references: [
    'https://docs.docker.com/compose/how-tos/startup-order/',
    'https://docs.docker.com/reference/compose-file/services/#depends_on',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:2.1\n    depends_on:\n      - db\n  db:\n    image: postgres:17.6\n    healthcheck:\n      test: ["CMD", "pg_isready"]\n',
    good: 'services:\n  api:\n    image: example/api:2.1\n    depends_on:\n      db:\n        condition: service_healthy\n  db:\n    image: postgres:17.6\n    healthcheck:\n      test: ["CMD", "pg_isready"]\n',
  },
  on: {
    service(service, { surroundings }) {
      if (service.file.isSwarm) return undefined;
      return dependenciesOf(service).map((dependency) => {
        const target = service.file.service(dependency.name);
        if (!target || dependency.condition !== 'service_started') return undefined;
        // What only says something has nothing that is worth waiting for.
        if (lifespanOf(target) === 'short' || waitsByItself(service, target)) return undefined;
        const wanted = conditionFor(target, surroundings);
        const token = conditionToken(dependency) ?? dependency.token;
        const data = { service, dependency, target, wanted, surroundings };
        if (wanted)
          return finding(
            token,
            data,
            wanted === 'service_healthy' && isHiddenInImage(target) ? { preset: 'strict' } : {},
          );
        return shouldHaveHealth(target, surroundings) ? finding(token, data, { severity: 'hint' }) : undefined;
      });
    },
  },
  message: ({ service, target, wanted }) => {
    const pair = `"${service.name}" starts as soon as "${target.name}" has`;
    if (!wanted)
      return `${pair} started, ready or not, and "${target.name}" has no health check to wait for. Add one there.`;
    return wanted === 'service_healthy'
      ? `${pair} started, not when it is ready. Wait for its health check with \`condition: service_healthy\`.`
      : `${pair} started, not when it is done. Wait for its end with \`condition: service_completed_successfully\`.`;
  },
  fixes: [
    {
      kind: 'review',
      title: ({ target, wanted }) =>
        `Wait until "${target.name}" ${wanted === 'service_healthy' ? 'is healthy' : 'has completed'}`,
      edits: ({ service, dependency, wanted, surroundings }) =>
        wanted && setCondition(dependency, wanted, service.file, surroundings),
    },
  ],
});

/** Its check is known of its image alone, of which nobody knows what it is for: whether it is worth waiting for is open. */
function isHiddenInImage(target: ComposeService): boolean {
  return !target.isBuilt && !target.knownImage && !target.get('healthcheck');
}

function shouldHaveHealth(target: ComposeService, surroundings: Surroundings): boolean {
  const image = target.knownImage;
  return image !== undefined && STORES.has(image.class) && healthOf(target, surroundings).state === 'absent';
}
