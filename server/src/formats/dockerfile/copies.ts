import type { Instruction } from './instruction';
import type { Word } from './words';

/** The source of a COPY or ADD that stands for the whole build context, or a folder above; undefined where there is none. */
export function wholeContext(instruction: Instruction): Word | undefined {
  if (!/^(?:COPY|ADD)$/.test(instruction.keyword) || instruction.flag('from')) return undefined;
  return instruction.words.slice(0, -1).find(({ text }) => /^(?:\.{1,2}\/?|\/|\.\/\*|\*)$/.test(text));
}
