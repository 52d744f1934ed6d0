import type { YamlDocument } from '../../document/document';
import type { Entry } from '../../document/view';
import { finding, ruleFactory, type Rule } from '../../engine/rule';
import type { YamlFormat } from './yamlSyntaxError';

export interface DuplicateKeyFormat extends YamlFormat {
  /** What the reader does about it, in the words of a sentence's end: "refuses the file". */
  readonly consequence: string;
  /** The reader accepts several `<<` in one mapping. */
  readonly acceptsSeveralMerges?: true;
}

const define = ruleFactory<{ readonly document: YamlDocument }>();

/** `<format>/duplicate-key`: the same key written again in one mapping. What `<<` brings in may be overruled and is no repetition. */
export function duplicateKey({
  format,
  reader,
  consequence,
  acceptsSeveralMerges,
  ...description
}: DuplicateKeyFormat): Rule {
  return define({
    id: `${format}/duplicate-key`,
    severity: 'error',
    preset: 'recommended',
    category: 'correctness',
    since: '0.1.0',
    summary: 'Key is written twice in one mapping',
    why: `Only one of two values can count, and which one differs between tools. ${reader} ${consequence}.`,
    ...description,
    on: {
      document(document) {
        return document.mapsWithRepeatedKeys.flatMap((view) => {
          const repeated = repetitions(view.ownEntries);
          const merges = acceptsSeveralMerges ? [] : repetitions(view.mergeEntries);
          return [...repeated, ...merges].map(({ entry, first }) =>
            finding(
              entry.key,
              { key: entry.key.text },
              { related: [{ token: first.key, message: 'The key stands here already.' }] },
            ),
          );
        });
      },
    },
    message: ({ key }) => {
      const advice =
        key === '<<' ? 'Merge both with one line: `<<: [*first, *second]`.' : 'Keep the value that is meant.';
      return `"${key}" is written twice in this mapping: ${reader} ${consequence}. ${advice}`;
    },
  });
}

function repetitions(entries: readonly Entry[]): { entry: Entry; first: Entry }[] {
  const first = new Map<string, Entry>();
  return entries.flatMap((entry) => {
    const earlier = first.get(entry.key.text);
    if (!earlier) first.set(entry.key.text, entry);
    return earlier ? [{ entry, first: earlier }] : [];
  });
}
