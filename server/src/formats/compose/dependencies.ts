import { insertKeyBelow, itemsToKeys, replaceScalar, type Edits } from '../../document/edit';
import type { Entry, ScalarView, YamlView } from '../../document/view';
import type { Surroundings } from '../../engine/surroundings';
import { healthOf } from './health';
import { itemsOf, scalarText, valueAt, type ComposeFile, type ComposeService, type Item } from './model';
import { serviceTexts } from './serviceTexts';

/** What can be waited for beyond the start of a container. */
export type Condition = 'service_healthy' | 'service_completed_successfully';

/** One service that another one waits for. */
export interface Dependency {
  readonly name: string;
  /** The name as it is written: an item of the list form, or a key of the map form. */
  readonly token: ScalarView;
  /** `service_started` where nothing is written; undefined where a variable decides. */
  readonly condition: string | undefined;
  /** Written as false: Compose goes on when the condition is not met. */
  readonly isOptional: boolean;
  readonly written: { readonly form: 'list'; readonly item: Item } | { readonly form: 'map'; readonly entry: Entry };
}

/** Both forms of `depends_on`. Names that hold variables without default are left out: nobody knows what they name. */
export function dependenciesOf(service: ComposeService): readonly Dependency[] {
  return service.once('dependencies', () => readDependencies(service));
}

const WAITING = /\b(?:until|while)\b|wait[-_]?for|dockerize/i;

/** Whether the command of a service asks for another one until it answers: `until nc -z db 5432; do …`, `wait-for-it db:5432`. */
export function waitsByItself(service: ComposeService, target: ComposeService): boolean {
  const command = serviceTexts(service).flatMap(({ name, text }) => (name === undefined ? [text] : []));
  const text = command.join(' ');
  return WAITING.test(text) && text.split(/[^\w.-]+/).includes(target.name);
}

function readDependencies(service: ComposeService): Dependency[] {
  const found = new Map<string, Dependency[]>();
  for (const holder of service.holders('depends_on')) {
    const nearer = new Set(found.keys());
    for (const one of writtenIn(service, holder)) {
      const { name } = one;
      if (nearer.has(name))
        found.set(
          name,
          (found.get(name) ?? []).map((known) => completed(known, one)),
        );
      else found.set(name, [...(found.get(name) ?? []), one]);
    }
  }
  return [...found.values()].flat();
}

/** What the nearest layer says about a dependency counts; what it does not say is said by deeper ones. */
function completed(nearer: Dependency, deeper: Dependency): Dependency {
  const says = (key: string): boolean => nearer.written.form === 'list' || detail(nearer, key) !== undefined;
  return {
    ...nearer,
    condition: says('condition') ? nearer.condition : deeper.condition,
    isOptional: says('required') ? nearer.isOptional : deeper.isOptional,
  };
}

function detail({ written }: Dependency, key: string): YamlView | undefined {
  return written.form === 'map' ? valueAt(written.entry.value, key) : undefined;
}

function writtenIn(service: ComposeService, holder: Entry): Dependency[] {
  if (holder.value?.kind !== 'map') {
    return itemsOf(holder).flatMap((item): Dependency[] => {
      const name = item.view.kind === 'scalar' ? service.interpolate(item.view) : undefined;
      if (item.view.kind !== 'scalar' || !name?.known || name.text === '') return [];
      const written = { form: 'list', item } as const;
      return [{ name: name.text, token: item.view, condition: 'service_started', isOptional: false, written }];
    });
  }
  // Compose fills in variables in values only, so a key is what it is.
  return holder.value.entries.map((entry): Dependency => {
    const details = entry.value?.kind === 'map' ? entry.value : undefined;
    const written = details?.get('condition')?.value;
    const condition = written?.kind === 'scalar' && !written.isNull ? service.interpolate(written) : undefined;
    return {
      name: entry.key.text,
      token: entry.key,
      condition: condition?.known === false ? undefined : (condition?.text ?? 'service_started'),
      isOptional: scalarText(details?.get('required')?.value) === 'false',
      written: { form: 'map', entry },
    };
  });
}

/** The value of `condition`, where one is written. */
export function conditionToken(dependency: Dependency): ScalarView | undefined {
  const condition = detail(dependency, 'condition');
  return condition?.kind === 'scalar' && !condition.isNull ? condition : undefined;
}

/** What can be waited for; undefined where nothing tells more than that the container runs. */
export function conditionFor(target: ComposeService, surroundings: Surroundings): Condition | undefined {
  if (!target.hasContainer) return undefined;
  if (target.isOneShot) return 'service_completed_successfully';
  return healthOf(target, surroundings).state === 'checked' ? 'service_healthy' : undefined;
}

/** Makes a dependency of a file wait for more than a start. The list form becomes the map form, the other items likewise. */
export function setCondition(
  dependency: Dependency,
  wanted: Condition,
  file: ComposeFile,
  surroundings: Surroundings,
): Edits {
  const { written } = dependency;
  if (written.form === 'map') {
    const condition = conditionToken(dependency);
    return condition ? replaceScalar(condition, wanted) : insertKeyBelow(written.entry, 'condition', wanted);
  }
  const { value } = written.item.holder;
  if (value?.kind !== 'sequence') return undefined;
  const names = value.items.map((item) => (item.kind === 'scalar' ? item.text : ''));
  // Keys must differ, and Compose fills in no variables in them.
  if (new Set(names).size < names.length || names.some((name) => name.includes('$'))) return undefined;
  return itemsToKeys(value, (name) => {
    if (name === dependency.name) return { condition: wanted };
    const other = file.service(name);
    return { condition: (other && conditionFor(other, surroundings)) ?? 'service_started' };
  });
}
