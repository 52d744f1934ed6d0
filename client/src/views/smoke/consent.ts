/** What somebody has to know and say before tests that change something are run. */
import type { JoinedStack } from '../../live/services';
import { serviceOf, type RunnableLeaf } from './tree';
import type { Job } from './selection';

export interface Question {
  readonly message: string;
  readonly detail: string;
}

/** @param engineName as a person knows it */
export function questionOf(jobs: readonly Job[], engineName: string): Question {
  const destructive = jobs.flatMap(({ stack, leaves }) =>
    leaves.filter(({ test }) => test.destructive).map((leaf) => ({ stack, leaf })),
  );
  const projects = [...new Set(destructive.map(({ stack }) => stack?.name ?? 'no project'))];
  const count = destructive.length === 1 ? 'a destructive test' : `${destructive.length} destructive tests`;
  return {
    message: `Run ${count} on ${projects.join(', ')}?`,
    detail: [
      ...destructive.map(({ stack, leaf }) => lineOf(leaf, stack, projects.length > 1)),
      '',
      `This happens on the engine ${engineName}. Whatever uses these services fails meanwhile.`,
    ].join('\n'),
  };
}

function lineOf({ test }: RunnableLeaf, stack: JoinedStack | undefined, namesProject: boolean): string {
  const name = serviceOf(test);
  const what = test.probe.kind === 'persistence' ? `restarts ${name} and writes to it` : 'changes or interrupts it';
  const where = namesProject && stack ? ` in ${stack.name}` : '';
  return `• ${test.title}${where}: ${[what, volumesOf(name, stack)].filter(Boolean).join('; ')}`;
}

function volumesOf(name: string | undefined, stack: JoinedStack | undefined): string {
  if (name === undefined) return '';
  const declared = stack?.services.find((service) => service.name === name)?.declared;
  if (!declared) return 'its volumes are not known';
  const { dataVolumes } = declared;
  if (dataVolumes.length === 0) return 'it has no volume';
  return `${dataVolumes.length === 1 ? 'volume' : 'volumes'} ${dataVolumes.join(', ')}`;
}
