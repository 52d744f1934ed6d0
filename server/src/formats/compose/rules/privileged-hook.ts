import { deleteEntry } from '../../../document/edit';
import type { Entry } from '../../../document/view';
import { finding, type Report } from '../../../engine/rule';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';

const HOOKS = ['post_start', 'pre_stop'];

interface Data {
  readonly service: ComposeService;
  readonly hook: string;
  readonly entry: Entry;
  readonly isPrivileged: boolean;
}

export default composeRule({
  id: 'compose/privileged-hook',
  severity: 'warning',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Lifecycle hook runs with more rights than its service',
  why: 'A privileged hook has every capability of the kernel inside a container that was built not to have them. Whoever can change a file that it runs has them too.',
  knownProblems:
    'A hook as root in a service that otherwise runs as an ordinary user is the documented way to set the owner of a volume: it is an information only.',
  references: [
    'https://docs.docker.com/compose/how-tos/lifecycle/',
    'https://docs.docker.com/reference/compose-file/services/#post_start',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    post_start:\n      - command: sysctl -w net.core.somaxconn=1024\n        privileged: true\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    post_start:\n      - command: sysctl -w net.core.somaxconn=1024\n',
  },
  on: {
    service: (service) =>
      HOOKS.flatMap((hook) =>
        service.items(hook).flatMap(({ view }) => (view.kind === 'map' ? judge(service, hook, view.entries) : [])),
      ),
  },
  message: ({ service, hook, isPrivileged }: Data) =>
    isPrivileged
      ? `The \`${hook}\` hook of "${service.name}" runs privileged: a hole in what it runs is a hole in the host. Delete this, or do the work outside of the container.`
      : `The \`${hook}\` hook of "${service.name}" runs as root although the service does not. That is fine for setting the owner of a volume; keep it to that.`,
  fixes: [
    {
      kind: 'review',
      title: 'Delete `privileged`',
      edits: ({ entry, isPrivileged }) => (isPrivileged ? deleteEntry(entry) : undefined),
    },
  ],
});

function judge(service: ComposeService, hook: string, entries: readonly Entry[]): Report<Data>[] {
  return entries.flatMap((entry): Report<Data>[] => {
    if (entry.value?.kind !== 'scalar') return [];
    const { text, known } = service.interpolate(entry.value);
    const data = { service, hook, entry };
    if (!known) return [];
    if (entry.key.text === 'privileged' && /^(?:true|yes|on)$/i.test(text))
      return [finding(entry.value, { ...data, isPrivileged: true })];
    const isRoot = entry.key.text === 'user' && /^(?:root|0+)(?::|$)/.test(text.trim());
    return isRoot && runsAsOrdinaryUser(service)
      ? [finding(entry.value, { ...data, isPrivileged: false }, { severity: 'info' })]
      : [];
  });
}

function runsAsOrdinaryUser(service: ComposeService): boolean {
  const user = service.text('user');
  if (user) return user.known && !/^(?:root|0+)(?::|$)/.test(user.text.trim());
  const image = service.knownImage?.user;
  return image !== undefined && image.default !== 'root' && !image.dropsPrivileges;
}
