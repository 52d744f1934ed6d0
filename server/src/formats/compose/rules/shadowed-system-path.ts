import { replacePart } from '../../../document/edit';
import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { normalisePath, serviceMounts } from '../mounts';
import { composeRule } from '../rule';

const SYSTEM_PATHS = new Set(['/', '/etc', '/etc/ssl/certs', '/usr', '/usr/bin', '/bin', '/lib', '/sbin']);

export default composeRule({
  id: 'compose/shadowed-system-path',
  severity: 'warning',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  summary: 'Mount hides a folder that the image needs',
  why: 'A mount hides everything that the image has in that place: without its programs, users or certificates the container does not start, or fails at its first connection.',
  knownProblems: 'The certificates of the host in place of those of the image are left alone.',
  references: [
    'https://docs.docker.com/engine/storage/bind-mounts/#bind-mounting-over-existing-data',
    'https://docs.docker.com/engine/storage/volumes/#mounting-a-volume-over-existing-data',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    volumes:\n      - ./settings:/etc\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    volumes:\n      - ./settings:/etc/app\n',
  },
  on: {
    service: (service) =>
      serviceMounts(service).map((mount) => {
        const { target, hostPath, kind } = mount;
        if (!target?.isKnown || !target.text.startsWith('/')) return undefined;
        const path = normalisePath(target.text);
        // A named volume that is empty is filled with what the image has there.
        const isFilled = kind === 'volume' && hostPath === undefined && path !== '/';
        if (!SYSTEM_PATHS.has(path) || isFilled || hostPath === path) return undefined;
        return finding(target.token, { service, target, path });
      }),
  },
  message: ({ service, path }) =>
    path === '/'
      ? `A mount on / hides the whole image of "${service.name}", and the engine refuses it. Mount it on a folder below.`
      : `This mount hides what the image of "${service.name}" has in ${path}, which it needs to run. Mount it on a folder below, or mount single files.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Mount it on a folder below',
      edits: ({ target: { scalar, outer, text } }) =>
        replacePart(scalar, outer.end, outer.end, (text.endsWith('/') ? '' : '/') + placeholder('app')),
    },
  ],
});
