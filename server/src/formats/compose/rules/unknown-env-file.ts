import { insertKey, replaceValue, type Edits } from '../../../document/edit';
import { renderFlow } from '../../../document/render';
import type { ScalarView } from '../../../document/view';
import { isGitIgnored } from '../../../engine/gitIgnore';
import { finding, type Report } from '../../../engine/rule';
import { scalarText, type ComposeService, type Item } from '../model';
import { hasCertainFolder, localPath, presenceOf, severityOfMissing } from '../presence';
import { composeRule } from '../rule';

interface Data {
  readonly service: ComposeService;
  readonly item: Item;
  readonly path: ScalarView;
  /** Git leaves it out, or an example of it lies beside it: it is made on every machine. */
  readonly isMadeByHand: boolean;
}

export default composeRule({
  id: 'compose/unknown-env-file',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  crossFile: true,
  summary: 'File of `env_file` does not exist',
  why: 'Compose refuses the whole project when a file of variables is not there. Nothing is started, also not the services that need none.',
  knownProblems:
    'A file that Git ignores, or that has an example beside it, is made by hand on every machine: that is an information. Where the Compose file is the only one in its folder it was most likely copied there: that is a warning. Paths with variables and paths outside of the workspace are left alone.',
  references: ['https://docs.docker.com/reference/compose-file/services/#env_file'],
  peers: ['compose-go:load'],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:2.1\n    env_file: api.env\n',
    good: 'services:\n  api:\n    image: example/api:2.1\n    env_file:\n      - path: api.env\n        required: false\n',
    files: { 'README.md': '# API\n' },
  },
  on: {
    service(service, { surroundings }) {
      return service.items('env_file').map((item): Report<Data> | undefined => {
        const { view } = item;
        const path = view.kind === 'map' ? view.get('path')?.value : view;
        if (path?.kind !== 'scalar' || path.isNull || isOptional(view)) return undefined;
        const place = localPath(service.file, path);
        if (place === undefined || presenceOf(place, surroundings) !== 'missing') return undefined;
        if (!hasCertainFolder(service.file, surroundings)) return undefined;
        const isMadeByHand =
          isGitIgnored(place, surroundings.text) ||
          EXAMPLES.some((ending) => presenceOf(place + ending, surroundings) === 'there');
        const severity = isMadeByHand ? 'info' : severityOfMissing(service.file, surroundings);
        return finding(path, { service, item, path, isMadeByHand }, { severity });
      });
    },
  },
  message: ({ service, path, isMadeByHand }: Data) =>
    isMadeByHand
      ? `"${service.name}" needs "${path.text}", which every machine has to make for itself: without it Compose refuses the project. Say so in the readme, or make it optional.`
      : `"${service.name}" needs "${path.text}", and there is no such file: Compose refuses the project. Create it, or make it optional.`,
  fixes: [{ kind: 'review', title: 'Make it optional', edits: madeOptional }],
});

const EXAMPLES = ['.example', '.sample', '.dist', '.template', '-example', '.default'];

function isOptional(view: Item['view']): boolean {
  const required = view.kind === 'map' ? scalarText(view.get('required')?.value) : undefined;
  return required !== undefined && !/^(?:true|yes|on|y)$/i.test(required);
}

/** `required: false` needs the long form (Compose 2.24). */
function madeOptional({ item: { view, holder }, path }: Data): Edits {
  if (view.kind === 'map') return view.get('required') ? undefined : insertKey(view, 'required', false);
  const value = { path: path.text, required: false };
  if (holder.value === view || holder.value?.kind === 'scalar') return replaceValue(holder, [value]);
  if (view.kind !== 'scalar') return undefined;
  return [{ document: view.document, range: view.range, newText: longForm(value, view) }];
}

/** On lines of its own below a dash, in braces inside brackets. */
function longForm(value: { readonly path: string; readonly required: boolean }, view: ScalarView): string {
  const { text } = view.document;
  const before = text.slice(text.lastIndexOf('\n', view.range.start) + 1, view.range.start);
  if (!/^[ \t]*- +$/.test(before)) return renderFlow(value);
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const written = text.slice(view.range.start, view.range.end);
  return `path: ${written}${lineBreak}${' '.repeat(before.length)}required: false`;
}
