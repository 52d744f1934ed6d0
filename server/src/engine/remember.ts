/** How many answers are kept: a large project asks about fewer. */
const MOST_KEPT = 500;
/** Longer texts stand alone, and no version of a file repeats them for long. */
const LONGEST_KEPT = 2_000;

/**
 * Remembers what a function answers to a text. Images, probes and commands read the same in many services, and in the next version
 * of a file. The function must depend on nothing else, and nobody may change what it answers.
 */
export function remembered<Answer>(answerTo: (text: string) => Answer): (text: string) => Answer {
  const kept = new Map<string, Answer>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined || kept.has(text)) return known as Answer;
    const answer = answerTo(text);
    if (text.length > LONGEST_KEPT) return answer;
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(text, answer);
    return answer;
  };
}
