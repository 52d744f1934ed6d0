import { readBackups, type WrittenBackup } from '../../formats/holdfast';
import type { DeclaredBackup, DeclaredStack } from '../../protocol';
import type { SmokeSource } from '../smokeTests';
import { Places } from '../stacks/place';
import { syntaxProblems } from '../syntaxProblems';

/** The backups that a configuration file declares, for each of its stacks that has their services. */
export function configuredBackups({ yaml, own, below, services }: SmokeSource): DeclaredBackup[] {
  const { jobs } = readBackups(yaml.documents[0]?.document.root, services);
  const places = new Places(() => yaml);
  const brokenAt = syntaxProblems(
    yaml,
    jobs.map(({ key }) => key),
  );
  return jobs.flatMap((written) => {
    const { job, key, problems } = written;
    const problem = brokenAt(key) ?? problems.find(({ isWarning }) => !isWarning)?.message;
    return stacksOf(written, own, below).map(({ id }): DeclaredBackup => {
      return { ...job, stack: id, origin: 'configuration', service: undefined, source: places.of(key), problem };
    });
  });
}

/** Those with one of its services; the first one where none has any, so that the job is seen at all. */
function stacksOf(
  { services }: WrittenBackup,
  own: readonly DeclaredStack[],
  below: readonly DeclaredStack[],
): readonly DeclaredStack[] {
  const names = new Set(services.map(({ text }) => text));
  const all = [...own, ...below].filter(({ kind }) => kind !== 'prometheus');
  const declaring = [own, below].map((some) =>
    some.filter((stack) => stack.services.some(({ name }) => names.has(name))),
  );
  return declaring.find((some) => some.length > 0) ?? all.slice(0, 1);
}
