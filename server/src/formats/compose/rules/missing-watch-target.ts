import { insertKey, replaceScalar, type Edits } from '../../../document/edit';
import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';

/** These act on the image or the container as a whole (https://docs.docker.com/reference/compose-file/develop/#action). */
const WITHOUT_TARGET: ReadonlySet<string> = new Set(['rebuild', 'restart']);

export default composeRule({
  id: 'compose/missing-watch-target',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Watched path says not where its files go',
  why: 'Compose refuses the whole project when it shall copy changed files into a container and does not know where to, or from where.',
  references: ['https://docs.docker.com/reference/compose-file/develop/#target'],
  peers: ['compose-go:validate'],
  examples: {
    bad: 'services:\n  web:\n    build: .\n    develop:\n      watch:\n        - path: ./src\n          action: sync\n',
    good: 'services:\n  web:\n    build: .\n    develop:\n      watch:\n        - path: ./src\n          action: sync\n          target: /app\n',
  },
  on: {
    service(service) {
      return service.items('develop', 'watch').flatMap(({ view }) => {
        if (view.kind !== 'map') return [];
        const action = view.get('action')?.value;
        const path = view.get('path')?.value;
        const target = view.get('target')?.value;
        const isEmpty = (value: typeof path): boolean =>
          value?.kind === 'scalar' && (value.isNull || value.text === '');
        if (path?.kind === 'scalar' && !path.isNull && path.text === '') {
          const edits = (): Edits => replaceScalar(path, placeholder('./src'));
          return finding(path, { service, lacks: 'path', action: '', edits });
        }
        if (action?.kind !== 'scalar' || action.isNull || (target && !isEmpty(target))) return [];
        const { text, known } = service.interpolate(action);
        if (!known || WITHOUT_TARGET.has(text)) return [];
        const edits = (): Edits => (target ? undefined : insertKey(view, 'target', placeholder('/app')));
        return finding(action, { service, lacks: 'target', action: text, edits });
      });
    },
  },
  message: ({ service, lacks, action }) =>
    lacks === 'path'
      ? `"${service.name}" watches an empty path: Compose refuses the project. Name the folder whose files change.`
      : `"${service.name}" shall ${action} a watched path but has no \`target\` for it: Compose refuses the project. Name the folder in the container.`,
  fixes: [{ kind: 'manual', title: ({ lacks }) => `Fill in \`${lacks}\``, edits: ({ edits }) => edits() }],
});
