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
    const named = between.slice(0, MOST_NAMED).join(', ');
    const more = between.length - MOST_NAMED;
    const through = more > 0 ? `${named} and ${more} more` : named;
    const round = between.length === 0 ? 'itself' : `itself, through ${through}`;
    draft.note(first, `\`${draft.id}\` waits for ${round}, so it would never run: take one need out.`);
  }
}

/** Of the tests between one and itself. */
const MOST_NAMED = 3;

/** The `needs` that lead from a test back to itself, the first one its own, the last one its name; the shortest such way. */
function wayBack(start: Draft, byId: ReadonlyMap<string, Draft>): readonly ScalarView[] | undefined {
  /** By the name of a test: the need that led to it, and the test that has this need. */
  const reached = new Map<string, { readonly need: ScalarView; readonly from: string }>();
  // Grows while it is walked through.
  const tests: Draft[] = [start];
  for (const { id, needs } of tests) {
    for (const need of needs) {
      if (reached.has(need.text)) continue;
      reached.set(need.text, { need, from: id });
      const next = byId.get(need.text);
      if (next === start) return wayTo(start.id, reached);
      if (next) tests.push(next);
    }
  }
  return undefined;
}

function wayTo(
  id: string,
  reached: ReadonlyMap<string, { readonly need: ScalarView; readonly from: string }>,
): readonly ScalarView[] {
  const way: ScalarView[] = [];
  let step = reached.get(id);
  while (step) {
    way.unshift(step.need);
    step = step.from === id ? undefined : reached.get(step.from);
  }
  return way;
}
