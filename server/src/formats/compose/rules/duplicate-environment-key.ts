import { deleteItem } from '../../../document/edit';
import { finding, type Report } from '../../../engine/rule';
import type { ComposeService, Item } from '../model';
import { variablesIn } from '../items';
import { composeRule } from '../rule';

interface Data {
  readonly service: ComposeService;
  readonly name: string;
  /** The one that does not count. */
  readonly item: Item;
}

export default composeRule({
  id: 'compose/duplicate-environment-key',
  severity: 'warning',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Variable is set twice in one list',
  why: 'Of two entries for one variable Compose takes the last one without a word. Whoever changes the first one at night changes nothing.',
  references: ['https://docs.docker.com/reference/compose-file/services/#environment'],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:2.1\n    environment:\n      - LOG_LEVEL=debug\n      - TZ=UTC\n      - LOG_LEVEL=info\n',
    good: 'services:\n  api:\n    image: example/api:2.1\n    environment:\n      - TZ=UTC\n      - LOG_LEVEL=info\n',
  },
  on: {
    service(service) {
      return service.holders('environment').flatMap((holder) => {
        if (holder.value?.kind !== 'sequence') return [];
        const variables = variablesIn(holder);
        return variables.flatMap(({ name, scalar }, index): Report<Data>[] => {
          if (name === '' || name.includes('$')) return [];
          const later = variables.find((other, at) => at > index && other.name === name);
          if (!later) return [];
          const token = scalar.partToken(0, name.length);
          const related = [{ token: later.scalar, message: 'This one counts' }];
          return [finding(token, { service, name, item: { view: scalar, holder } }, { related })];
        });
      });
    },
  },
  message: ({ service, name }: Data) =>
    `"${service.name}" sets ${name} again further down, and only the last one counts. Delete this one.`,
  fixes: [
    {
      kind: 'review',
      title: 'Delete the one that does not count',
      edits: ({ item }) => deleteItem(item.holder, item.view),
    },
  ],
});
