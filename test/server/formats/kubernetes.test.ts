import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/document/edit';
import { parseYaml } from '../../../server/src/document/parse';
import { lint } from '../../../server/src/engine/lint';
import { openFile } from '../../../server/src/engine/open';
import { NOTHING_AROUND, type Surroundings } from '../../../server/src/engine/surroundings';
import { FORMATS } from '../../../server/src/formats';
import { kubernetes } from '../../../server/src/formats/kubernetes';
import { declaredObjects } from '../../../server/src/formats/kubernetes/declared';
import { only, open } from '../../support/lint';

const READINESS = only('kubernetes/missing-readiness-probe');

function recognises(text: string, path = '/workspace/file.yaml'): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return kubernetes.recognise({ name, path, file: parseYaml(path, text) });
}

describe('recognising a Kubernetes manifest', () => {
  it.each([
    ['an object', 'apiVersion: v1\nkind: Service\n'],
    ['an object in a later document', '# nothing\n---\nnote: text\n---\napiVersion: v1\nkind: Service\n'],
    ['an empty list', 'apiVersion: v1\nkind: List\nitems: []\n'],
    ['a custom resource', 'apiVersion: example.com/v1\nkind: Machine\n'],
    ['an object that does not parse', 'apiVersion: v1\nkind: Service\nspec: {\n'],
    ['JSON in a YAML file', '{"apiVersion": "v1", "kind": "Service"}\n'],
  ])('takes %s', (_, text) => expect(recognises(text)).toBe(true));

  it.each([
    ['Helm values', 'image: {repository: nginx}\nreplicaCount: 2\n'],
    ['a chart', 'apiVersion: v2\nname: web\nversion: 1.0.0\n'],
    ['a compose file', 'services:\n  web:\n    image: nginx\n'],
    ['an empty file', ''],
    ['a kind that is no text', 'apiVersion: v1\nkind: [Service]\n'],
  ])('leaves %s alone', (_, text) => expect(recognises(text)).toBe(false));

  it('takes a kustomization by its name', () => {
    expect(recognises('resources: [web.yaml]\n', '/workspace/base/kustomization.yaml')).toBe(true);
    expect(recognises('resources: [web.yaml]\n', '/workspace/base/resources.yaml')).toBe(false);
  });
});

describe('declared objects', () => {
  const declared = (text: string, path?: string) =>
    declaredObjects(open(text, path)).map(({ kind, name, namespace }) => [kind, name, namespace]);

  it('gives every document and expands lists', () => {
    const text = [
      'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\n',
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: a}}\n- {kind: Incomplete}\n',
      'apiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: b}\n',
      'note: nothing of ours\n',
    ].join('---\n');
    expect(declared(text)).toEqual([
      ['Service', 'web', 'shop'],
      ['Secret', 'a', undefined],
      ['ConfigMap', 'b', undefined],
    ]);
  });

  it('ends lists that contain themselves', () => {
    expect(
      declared('apiVersion: v1\nkind: List\nitems:\n- &self {apiVersion: v1, kind: List, items: [*self]}\n'),
    ).toEqual([]);
  });

  it('counts a kustomization without kind as one', () => {
    expect(declared('resources: [web.yaml]\n', '/workspace/kustomization.yaml')).toEqual([
      ['Kustomization', '', undefined],
    ]);
  });
});

describe('an own image that stands for a known one', () => {
  it('is named with its registry', () => {
    const text = `apiVersion: v1
kind: Pod
metadata: {name: db}
spec:
  containers:
    - name: db
      image: registry.example.com/store/db:4
`;
    const severity = (images: Record<string, string>) => {
      const settings = { ...only('kubernetes/missing-memory-limit'), images };
      return lint(open(text, '/workspace/db.yaml', settings), settings, NOTHING_AROUND).findings[0]?.severity;
    };
    expect(severity({ 'registry.example.com/store/db': 'postgres' })).toBe('warning');
    expect(severity({ 'registry.example.com/db': 'postgres' })).toBe('info');
  });
});

describe("the fix that runs a container as its image's own user", () => {
  const fixed = (securityContext: string) => {
    const text = `apiVersion: v1
kind: Pod
metadata: {name: cache}
spec:
  containers:
    - name: cache
      image: redis:8.2.1
${securityContext}`;
    const settings = only('kubernetes/missing-run-as-non-root');
    const [found] = lint(open(text, undefined, settings), settings, NOTHING_AROUND).findings;
    const fix = found?.fixes().find(({ title }) => title.includes('own user'));
    return fix && applyEdits(text, fix.edits).slice(text.length - securityContext.length);
  };
  const block = '      securityContext:\n        runAsNonRoot: true\n        runAsUser: 999\n';

  it.each([
    ['no securityContext', '', block.trimEnd()],
    ['an empty one', '      securityContext:\n', block],
    ['an empty flow mapping', '      securityContext: {}\n', block],
    [
      'a flow mapping',
      '      securityContext: {privileged: false}\n',
      '      securityContext: {privileged: false, runAsNonRoot: true, runAsUser: 999}\n',
    ],
    [
      'a mapping',
      '      securityContext:\n        privileged: false\n',
      '      securityContext:\n        privileged: false\n        runAsNonRoot: true\n        runAsUser: 999\n',
    ],
  ])('fits %s', (_, before, after) => expect(fixed(before)?.trim()).toBe(after.trim()));

  it('is not offered where a user is chosen already', () => {
    expect(fixed('      securityContext:\n        runAsUser: 0\n')).toBeUndefined();
  });
});

it('finds what is readable of a broken document, and offers no edits there', () => {
  const text = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  hostNetwork: true\n  containers: [\n';
  const { findings } = lint(open(text), only('kubernetes/host-network'), NOTHING_AROUND);
  expect(findings.map((found) => [found.rule.id, found.fixes()])).toEqual([['kubernetes/host-network', []]]);
});

describe('looking beyond one document', () => {
  const POD = `apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers:
    - name: web
      image: registry.example.com/web:1.0.0
`;
  const service = (type: string) =>
    `---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: ${type}, selector: {app: web}, ports: [{port: 80}]}\n`;
  const path = '/workspace/web.yaml';

  it('sees a changed document of the same file although the finding stands in an unchanged one', () => {
    const before = openFile(path, POD + service('ClusterIP'), FORMATS, READINESS);
    const after = openFile(path, POD + service('LoadBalancer'), FORMATS, READINESS, before?.parsed);
    expect(after?.parsed.documents[0]?.document).toBe(before?.parsed.documents[0]?.document);
    const severities = [before, after].map(
      (file) => file && lint(file, READINESS, NOTHING_AROUND).findings[0]?.severity,
    );
    expect(severities).toEqual(['info', 'warning']);
  });

  it('prefers the text in the editor to what was read of the same file', () => {
    const onDisk = open(POD + service('LoadBalancer'), path);
    const edited = open(POD + service('ClusterIP'), path);
    const surroundings: Surroundings = { ...NOTHING_AROUND, kubernetesObjects: declaredObjects(onDisk) };
    expect(lint(edited, READINESS, surroundings).findings.map(({ severity }) => severity)).toEqual(['info']);
  });

  it('sees the objects of other files', () => {
    const other = open(service('LoadBalancer'), '/workspace/service.yaml');
    const surroundings: Surroundings = { ...NOTHING_AROUND, kubernetesObjects: declaredObjects(other) };
    expect(lint(open(POD, path), READINESS, surroundings).findings.map(({ severity }) => severity)).toEqual([
      'warning',
    ]);
    expect(lint(open(POD, path), READINESS, NOTHING_AROUND).findings.map(({ severity }) => severity)).toEqual(['hint']);
  });
});
