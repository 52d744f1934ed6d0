import { replacePart } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { Expansion } from '../expansion';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/privilege-escalation',
  severity: 'warning',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Service switches no-new-privileges off',
  why: 'With the option off, a process in the container can become root again through any setuid program it finds.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#security_opt',
    'https://docs.kernel.org/userspace-api/no_new_privs.html',
  ],
  peers: ['kics:no_new_privileges_not_set', 'compose-lint:CL-0003'],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    security_opt:\n      - no-new-privileges:false\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    security_opt:\n      - no-new-privileges:true\n',
  },
  on: {
    service: (service) =>
      service.items('security_opt').map(({ view }) => {
        if (view.kind !== 'scalar') return undefined;
        const expansion = new Expansion(view.text, service.file.variablesFor(view));
        if (!/^\s*no-new-privileges[:=]false\s*$/i.test(expansion.text)) return undefined;
        const end = expansion.text.trimEnd().length;
        return finding(view, { service, scalar: view, range: expansion.writtenRange(end - 'false'.length, end) });
      }),
  },
  message: ({ service }) =>
    `"${service.name}" switches no-new-privileges off: whoever gets in can become root through a setuid program. Set it to true.`,
  fixes: [
    {
      kind: 'review',
      title: 'Set no-new-privileges to true',
      edits: ({ scalar, range }) => range && replacePart(scalar, range.start, range.end, 'true'),
    },
  ],
});
