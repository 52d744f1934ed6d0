import { insertKeyBelow, itemsToKeys, type Edits } from '../../../document/edit';
import { conditionToken, dependenciesOf, type Dependency } from '../dependencies';
import { finding, type Report } from '../../../engine/rule';
import type { ComposeFile, ComposeService } from '../model';
import { profilesOf } from '../profiles';
import { composeRule } from '../rule';
import { referencesOf, type ServiceReference } from '../serviceReferences';

interface Data {
  readonly service: ComposeService;
  readonly reference: ServiceReference;
  readonly profiles: readonly string[];
}

export default composeRule({
  id: 'compose/inactive-profile-dependency',
  severity: 'warning',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Depends on a service that a profile switches off',
  why: 'When the dependent is started without that profile, its dependency is not part of the project and Compose refuses to start anything.',
  knownProblems:
    'Profiles that COMPOSE_PROFILES of the `.env` switches on count as active. Profiles with variables are left alone.',
  references: ['https://docs.docker.com/reference/compose-file/profiles/'],
  peers: ['compose-go:validate'],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:2.1\n    depends_on:\n      mailcatcher:\n        condition: service_started\n  mailcatcher:\n    image: example/mail:1.4\n    profiles: [development]\n',
    good: 'services:\n  api:\n    image: example/api:2.1\n    depends_on:\n      mailcatcher:\n        condition: service_started\n        required: false\n  mailcatcher:\n    image: example/mail:1.4\n    profiles: [development]\n',
  },
  on: {
    service(service) {
      const { file } = service;
      return referencesOf(service).map((reference): Report<Data> | undefined => {
        const target = reference.isOptional ? undefined : file.service(reference.name);
        const profiles = target ? profilesOf(target) : [];
        if (profiles.length === 0 || isAlwaysActive(profiles, profilesOf(service), file)) return undefined;
        return finding(reference.token, { service, reference, profiles });
      });
    },
  },
  message: ({ service, reference: { name }, profiles }: Data) =>
    `"${service.name}" needs "${name}", which runs only with the profile ${profiles.join(' or ')}: without it Compose refuses to start anything. Make the dependency optional, or give both the same profiles.`,
  fixes: [{ kind: 'review', title: 'Make the dependency optional', edits: (data) => madeOptional(data) }],
});

/** Whenever the dependent runs, so does what it depends on. */
function isAlwaysActive(target: readonly string[], dependent: readonly string[], file: ComposeFile): boolean {
  if ([...target, ...dependent].some((profile) => profile.includes('$') || profile === '*')) return true;
  if (target.some((profile) => file.project.activeProfiles.includes(profile))) return true;
  // One switched on profile of the dependent is enough to start it.
  return dependent.length > 0 && dependent.every((profile) => target.includes(profile));
}

function madeOptional({ service, reference }: Data): Edits {
  const dependency = dependenciesOf(service).find(({ token }) => token === reference.token);
  if (!dependency) return undefined;
  const { written } = dependency;
  if (written.form === 'map') return optionalEntry(dependency, written.entry);
  const { value } = written.item.holder;
  if (value?.kind !== 'sequence') return undefined;
  const names = value.items.map((item) => (item.kind === 'scalar' ? item.text : ''));
  // Keys must differ, and Compose fills in no variables in them.
  if (new Set(names).size < names.length || names.some((name) => name.includes('$'))) return undefined;
  const started = { condition: 'service_started' };
  return itemsToKeys(value, (name) => (name === dependency.name ? { ...started, required: false } : started));
}

function optionalEntry(dependency: Dependency, entry: Parameters<typeof insertKeyBelow>[0]): Edits {
  if (entry.value?.kind === 'map' && entry.value.get('required')) return undefined;
  return conditionToken(dependency) ? insertKeyBelow(entry, 'required', false) : undefined;
}
