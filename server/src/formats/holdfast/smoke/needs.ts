import type { ScalarView } from '../../../document/view';
import { nearest } from '../../../engine/nearest';
import { changed } from '../problem';
import type { Draft } from './readTest';

/** Notes `needs` that name no test of the file, and those that lead back to where they began. */
export function noteNeeds(drafts: readonly Draft[]): void {
  const byId = new Map(drafts.map((draft) => [draft.id, draft]));
  for (const { needs, note } of drafts) {
    for (const need of needs) {
      if (byId.has(need.text)) continue;
      const guess = nearest(need.text, byId.keys(), 3);
      note(
        need,
        `No test of this file is called \`${need.text}\`.${guess === undefined ? '' : ` Did you mean \`${guess}\`?`}`,
        guess === undefined ? undefined : changed(need, guess),
      );
    }
  }
  for (const draft of drafts) {
    const way = wayBack(draft, byId);
    const [first] = way ?? [];
    if (!way || !first) continue;
    const between = way.slice(0, -1).map(({ text }) => `\`${text}\``);
    const round = between.length === 0 ? 'itself' : `itself, through ${between.join(' and ')}`;
    draft.note(first, `\`${draft.id}\` waits for ${round}, so it would never run: take one need out.`);
  }
}

/** The `needs` that lead from a test back to itself, the first one its own, the last one its name. */
function wayBack(start: Draft, byId: ReadonlyMap<string, Draft>): readonly ScalarView[] | undefined {
  const seen = new Set<string>();
  const ways: ScalarView[][] = start.needs.map((need) => [need]);
  for (let way = ways.shift(); way; way = ways.shift()) {
    const last = way.at(-1)?.text ?? '';
    if (last === start.id) return way;
    if (seen.has(last)) continue;
    seen.add(last);
    for (const need of byId.get(last)?.needs ?? []) ways.push([...way, need]);
  }
  return undefined;
}
