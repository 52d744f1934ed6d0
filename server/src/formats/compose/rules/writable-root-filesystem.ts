import { insertItem, replaceScalar, replaceValue, type Edits } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { scalarText, type ComposeService } from '../model';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/writable-root-filesystem',
  severity: 'hint',
  preset: 'strict',
  category: 'security',
  since: '0.1.0',
  grouped: 'read-only root file system',
  summary: 'Service can write to its own root file system',
  why: 'Whoever breaks into a container that can write replaces its programs and keeps a foothold. What is written there is also lost at the next update.',
  knownProblems:
    'Images known to write outside of their volumes are left alone. What an unknown image writes to has to be found out by trying.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#read_only',
    'https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html',
  ],
  peers: [
    'compose-lint:CL-0007',
    'semgrep:writable-filesystem-service',
    'docksec:compose-read-only',
    'cis:5.13',
    'owasp:8',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:2.1\n    restart: unless-stopped\n',
    good: 'services:\n  api:\n    image: example/api:2.1\n    restart: unless-stopped\n    read_only: true\n    tmpfs:\n      - /tmp\n',
  },
  on: {
    service(service) {
      if (service.isPartial || !service.hasContainer || service.knownImage?.writesRootFilesystem) return undefined;
      const written = service.text('read_only');
      const data = { service, written };
      if (!written) return finding(service.key, data, { subject: service.subject });
      return service.boolean('read_only') === false ? finding(written.token, data) : undefined;
    },
  },
  message: ({ service }) =>
    `"${service.name}" can change its own programs, and so can whoever breaks in. Make its root file system read-only and give it a tmpfs for what it writes.`,
  fixes: [
    {
      kind: 'review',
      title: 'Make the root file system read-only',
      edits: ({ service, written }) => {
        const readOnly = written ? replaceScalar(written.token, true) : service.insert(['read_only'], true);
        const temporary = mountsTemporaryFolder(service) ? [] : addTemporaryFolder(service);
        // Both may be inserted at one place: what extends a key that is there comes first.
        return (
          readOnly && temporary && (service.get('tmpfs') ? [...temporary, ...readOnly] : [...readOnly, ...temporary])
        );
      },
    },
  ],
});

/** Most programs want a writable /tmp at least. */
function addTemporaryFolder(service: ComposeService): Edits {
  const tmpfs = service.get('tmpfs');
  if (tmpfs?.value?.kind === 'sequence') return insertItem(tmpfs.value, '/tmp');
  if (tmpfs?.value?.kind === 'scalar' && !tmpfs.value.isNull) return replaceValue(tmpfs, [tmpfs.value.text, '/tmp']);
  return service.insert(['tmpfs'], ['/tmp']);
}

function mountsTemporaryFolder(service: ComposeService): boolean {
  return [...service.items('tmpfs'), ...service.items('volumes')].some(({ view }) => {
    if (view.kind === 'map') return scalarText(view.get('target')?.value) === '/tmp';
    return view.kind === 'scalar' && /(?:^|:)\/tmp\/?(?::|$)/.test(view.text);
  });
}
