import { replacePart, type Edits } from '../../../document/edit';
import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import type { RuleContext } from '../../../engine/surroundings';
import { isMovingTag, type ImageReference } from '../../../images';
import { clusterOf, type Cluster } from '../cluster';
import type { Container } from '../container';
import { kubernetesRule } from '../rule';
import { mapsAt, textAt } from '../values';
import { Workload, WORKLOAD_KINDS } from '../workload';

type Image = NonNullable<Container['image']>;

/** Registry and repository as they may be written (https://pkg.go.dev/github.com/distribution/reference): the rest is a placeholder or a mistake. */
const VALID_NAME = /^(?:[\w-]*[.:][\w.:-]*\/|localhost\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/;

export default kubernetesRule({
  id: 'kubernetes/unpinned-image',
  severity: 'warning',
  preset: 'recommended',
  category: 'supply-chain',
  since: '0.1.0',
  crossFile: true,
  summary: 'Image tag is missing or moves',
  why: 'The same manifest runs another program after every restart and on every node, and there is nothing to roll back to.',
  knownProblems:
    'A kustomization sets the tag only where it stands in the same folder. References with template parts are not judged.',
  references: ['https://kubernetes.io/docs/concepts/containers/images/#image-names'],
  peers: [
    'kube-linter:latest-tag',
    'kube-score:container-image-tag',
    'polaris:tagNotSpecified',
    'kics:invalid_image',
    'checkov:CKV_K8S_14',
    'monokle:KBP001',
    'trivy:KSV-0013',
    'kubescape:C-0075',
  ],
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: registry.example.com/web:latest
`,
    good: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: registry.example.com/web:1.0.0
`,
  },
  on: {
    container(container, context) {
      const { image } = container;
      if (!image || !isUnpinned(image.reference) || !VALID_NAME.test(nameOf(image))) return undefined;
      if (isInjected(container, image) || isSetByKustomize(image, context)) return undefined;
      return finding(image.token, {
        container,
        image,
        tags: () => tagsElsewhere(container, image, clusterOf(context)),
      });
    },
  },
  message: ({ container, image: { reference } }) =>
    reference.tag
      ? `"${container.name}" runs \`${reference.tag}\`, which is another program tomorrow and leaves nothing to roll back to. Name a version.`
      : `"${container.name}" names no image version: what runs changes with every pull, and nothing can be rolled back. Add a tag.`,
  fixes: [
    {
      kind: 'manual',
      title: ({ tags }) => `Use the tag of the other manifests: ${tags()[0]}`,
      edits: ({ image, tags }) => {
        const [tag] = tags();
        return tag === undefined ? undefined : setTag(image, tag);
      },
    },
    {
      kind: 'manual',
      title: 'Name a version',
      edits: ({ container, image }) => setTag(image, placeholder(container.knownImage?.knownTag ?? '1.0.0')),
    },
  ],
});

function isUnpinned({ tag, digest }: ImageReference): boolean {
  return digest === undefined && (!tag || isMovingTag(tag));
}

/** Registry and repository as they are written. */
function nameOf({ token, reference }: Image): string {
  return token.text.slice(0, reference.nameEnd);
}

/** `image: auto` is replaced when Istio injects its proxy (https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/). */
function isInjected({ workload }: Container, { token }: Image): boolean {
  return (
    token.text === 'auto' &&
    [...workload.labels.keys(), ...workload.annotations.keys()].some((key) => /(?:^|\.)istio\.io\//.test(key))
  );
}

/** An entry of `images:` in a kustomization of the folder gives this name a tag or a digest. */
function isSetByKustomize(image: Image, context: RuleContext): boolean {
  return clusterOf(context)
    .ofKind('Kustomization')
    .flatMap(({ view }) => mapsAt(view, 'images'))
    .some(
      (entry) =>
        textAt(entry, 'name') === nameOf(image) &&
        (textAt(entry, 'newTag') !== undefined || textAt(entry, 'digest') !== undefined),
    );
}

/** Fixed tags that other workloads around use for the same image. */
function tagsElsewhere({ workload }: Container, image: Image, cluster: Cluster): string[] {
  const images = WORKLOAD_KINDS.flatMap((kind) => cluster.ofKind(kind))
    .flatMap((object) => Workload.of(object, workload.settings)?.containers ?? [])
    .flatMap((other) => other.image ?? []);
  return images.flatMap((other) =>
    nameOf(other) === nameOf(image) && other.reference.tag && !isUnpinned(other.reference) ? other.reference.tag : [],
  );
}

function setTag({ token, reference }: Image, tag: string): Edits {
  const { tagStart, tagEnd, nameEnd } = reference;
  return tagStart !== undefined && tagEnd !== undefined
    ? replacePart(token, tagStart, tagEnd, tag)
    : replacePart(token, nameEnd, nameEnd, `:${tag}`);
}
