import { insertItem, type Edits } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { scalarText, type ComposeService } from '../model';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/missing-capability-drop',
  severity: 'warning',
  preset: 'strict',
  category: 'security',
  since: '0.1.0',
  grouped: 'capability drop',
  summary: 'Service keeps the default capabilities',
  why: 'By default a container has 14 capabilities, among them changing owners and users and sending raw packets. Most services need none of them, an intruder needs some.',
  knownProblems:
    'Only ALL counts, because a partial list keeps what it does not name. What an image needs back is known for well-known images only; for others start the service and read its log.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#cap_drop',
    'https://docs.docker.com/engine/security/#linux-kernel-capabilities',
  ],
  peers: ['kics:container_capabilities_unrestricted', 'compose-lint:CL-0006', 'cis:5.4', 'owasp:3'],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    restart: unless-stopped\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    restart: unless-stopped\n    cap_drop:\n      - ALL\n',
  },
  on: {
    service(service, { severity }) {
      if (service.isPartial || !service.hasContainer || dropsAll(service)) return undefined;
      // A Swarm ignores `privileged`.
      if (service.boolean('privileged') === true && !service.isSwarm) return undefined;
      return finding(service.key, { service }, { subject: service.subject, severity: service.lenient(severity) });
    },
  },
  message: ({ service }) =>
    `"${service.name}" keeps capabilities that most services never use and an intruder does. Drop ALL and add back only what it needs.`,
  fixes: [
    {
      kind: 'review',
      title: ({ service }) => `Drop all capabilities but those ${service.knownImage?.title ?? ''} needs`,
      edits: ({ service }) => dropAllBut(service, service.knownImage?.capabilities ?? []),
    },
    { kind: 'review', title: 'Drop all capabilities', edits: ({ service }) => service.append('cap_drop', 'ALL') },
  ],
});

/** True also where a variable decides, because it may say ALL. */
function dropsAll(service: ComposeService): boolean {
  return service.items('cap_drop').some(({ view }) => {
    const written = view.kind === 'scalar' ? service.interpolate(view) : undefined;
    return written !== undefined && (!written.known || /^all$/i.test(written.text.trim()));
  });
}

function dropAllBut(service: ComposeService, needed: readonly string[]): Edits {
  if (needed.length === 0) return undefined;
  const present = service.items('cap_add').map(({ view }) => scalarText(view)?.toUpperCase().replace(/^CAP_/, ''));
  const lacking = present.includes('ALL') ? [] : needed.filter((capability) => !present.includes(capability));
  const list = service.get('cap_add')?.value;
  const dropped = service.append('cap_drop', 'ALL');
  const added =
    list?.kind === 'sequence' || lacking.length === 0
      ? lacking.map((capability) => insertItem(list?.kind === 'sequence' ? list : undefined, capability))
      : [service.insert(['cap_add'], lacking)];
  // Where both end at one place, items go in front of keys: behind a new key they would belong to it.
  const all = list ? [...added, dropped] : [dropped, ...added];
  return all.includes(undefined) ? undefined : all.flatMap((edits) => edits ?? []);
}
