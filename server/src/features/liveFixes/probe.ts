import { replaceScalar, replaceValue, type Edits } from '../../document/edit';
import { indentationOf, OneLine, placeholder, renderFlow, renderLine } from '../../document/render';
import { lineBreakOf } from '../../document/text';
import { WrittenSequence, type Entry, type ScalarView } from '../../document/view';
import { dashOf } from '../../document/extent';
import type { Surroundings } from '../../engine/surroundings';
import { runningImage } from '../../formats/compose/health';
import { textsOf } from '../../formats/compose/layers';
import type { ComposeService } from '../../formats/compose/model';
import {
  EXIT_CODE,
  nameOf,
  programsOf,
  suggestedProbe,
  type SuggestedProbe,
} from '../../formats/compose/suggestedProbe';
import type { Mended } from './mended';
import { overrule, sharersOf } from './ownValue';

const PATH = ['healthcheck', 'test'] as const;

/** Puts a probe that the image can run in place of the test; below the service where the test comes from its image or Dockerfile. */
export function replaceProbe(
  service: ComposeService,
  surroundings: Surroundings,
  missing: string | undefined,
): Mended | undefined {
  const suggested = suggestedProbe(service, surroundings);
  if (!suggested || (missing !== undefined && programsOf(suggested.test).includes(nameOf(missing)))) return undefined;
  const written = service.get(...PATH);
  // Somebody has been faster: the file names the missing program no more.
  if (written && missing !== undefined && !mentions(written, nameOf(missing))) return undefined;
  const edits = written
    ? changed(service, written, suggested, surroundings)
    : service.insert(PATH, new OneLine(wordsToWrite(suggested)));
  const program = programsOf(suggested.test).at(-1);
  return edits && { title: `Let the health check of "${service.name}" use ${program}`, edits };
}

function mentions({ value }: Entry, program: string): boolean {
  const words = textsOf(value);
  return programsOf(words).includes(program) || (program !== 'sh' && words.some((word) => word.includes(program)));
}

/** The person completes what is only a guess. */
function wordsToWrite({ test, isGuess }: SuggestedProbe): string[] {
  return isGuess ? [...test.slice(0, -1), ...test.slice(-1).map(placeholder)] : [...test];
}

function changed(
  service: ComposeService,
  written: Entry,
  suggested: SuggestedProbe,
  surroundings: Surroundings,
): Edits {
  const fitsSharer = (other: ComposeService): boolean =>
    suggestedProbe(other, surroundings)?.test.join('\n') === suggested.test.join('\n');
  const words = wordsToWrite(suggested);
  if (!sharersOf(service, written, PATH).every(fitsSharer)) return overrule(service, PATH, new OneLine(words));
  const hasShell = runningImage(service, surroundings)?.missingPrograms?.includes('sh') !== true;
  return rewritten(written, words, hasShell);
}

/** Other words in the form, the quotes and the layout of the old ones. What a shell ran stays a script where it can. */
function rewritten(test: Entry, words: readonly string[], hasShell: boolean): Edits {
  const { value } = test;
  if (test.aliased || !value || value.kind === 'map') return undefined;
  const old = textsOf(value);
  const isScript = value.kind === 'scalar' || old[0] === 'CMD-SHELL';
  const script = isScript && hasShell ? scriptOf(words, old.at(-1) ?? '') : undefined;
  if (value.kind === 'scalar')
    return script === undefined ? replaceValue(test, new OneLine(words)) : replaceScalar(value, script);
  const items = script === undefined ? words : ['CMD-SHELL', script];
  if (value instanceof WrittenSequence) {
    const replaced = replaceWords(value, items);
    // A comment inside the list is about words that would be gone.
    if (replaced || test.key.document.text.slice(value.range.start, value.range.end).includes('#')) return replaced;
  }
  return replaceValue(test, new OneLine([...items]));
}

/** Words as one command of a shell, ending as the old one did; undefined where a shell would read them differently. */
function scriptOf([kind, ...words]: readonly string[], old: string): string | undefined {
  if (kind === 'CMD-SHELL') return words[0];
  if (!words.every((word) => /^[\w./:@%+=,-]+$/.test(word))) return undefined;
  return words.join(' ') + (EXIT_CODE.exec(old)?.[0] ?? '');
}

/** Changes only the words that differ. Undefined where a comment stands between them, or the list holds more than plain words. */
function replaceWords(list: WrittenSequence, words: readonly string[]): Edits {
  const { document, flow } = list;
  const { text } = document;
  const items = list.items.filter((item): item is ScalarView => item.kind === 'scalar');
  const isPlain = items.every(
    ({ range, style }, index) =>
      range.start === list.itemRanges[index]?.start && style !== 'literal' && style !== 'folded',
  );
  if (!isPlain || items.length !== list.itemRanges.length) return undefined;
  const { start, end, from, to } = differing(
    items.map((item) => item.text),
    words,
  );
  const [first, last] = [items[start], items[end - 1]];
  if (!first || !last) return undefined;
  const gaps = items
    .slice(start, end - 1)
    .map((item, index) => text.slice(item.range.end, items[start + index + 1]?.range.start));
  if (gaps.some((gap) => gap.includes('#'))) return undefined;
  const between = text.slice(items[0]?.range.end, items[1]?.range.start);
  const below = `${lineBreakOf(text)}${indentationOf(text, dashOf(text, first.range.start))}- `;
  const separator = !flow ? below : items.length > 1 && !between.includes('#') ? between : ', ';
  const newText = words
    .slice(from, to)
    .map((word) => quotedLike(first, word, flow))
    .join(separator);
  return [{ document, range: { start: first.range.start, end: last.range.end }, newText }];
}

/** The words between what two lists have in common at both ends: at least one of each. */
function differing(
  old: readonly string[],
  words: readonly string[],
): { start: number; end: number; from: number; to: number } {
  const most = Math.min(old.length, words.length) - 1;
  let start = 0;
  while (start < most && old[start] === words[start]) start++;
  let behind = 0;
  while (behind < most - start && old.at(-1 - behind) === words.at(-1 - behind)) behind++;
  return { start, end: old.length - behind, from: start, to: words.length - behind };
}

function quotedLike({ style }: ScalarView, word: string, isFlow: boolean): string {
  if (style === 'double') return JSON.stringify(word);
  if (style === 'single') return `'${word.replaceAll("'", "''")}'`;
  return isFlow ? renderFlow([word]).slice(1, -1).trim() : renderLine(word);
}
