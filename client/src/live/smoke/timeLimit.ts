/**
 * Work that may take for ever on a few characters: regular expressions of other people, and JSONPath filters that hold some. Cutting
 * their input does not help, so the engine's own watch over scripts ends them.
 */
import { createContext, Script } from 'node:vm';

/** Long enough for a megabyte of text, short enough for nobody to notice. */
const LIMIT_MS = 250;

const script = new Script('work()');
const context = createContext({ work: undefined }, { codeGeneration: { strings: false, wasm: false } });

export class TookTooLong extends Error {}

/** @throws TookTooLong, or what the work throws */
export function withinTime<Value>(work: () => Value): Value {
  context.work = work;
  try {
    return script.runInContext(context, { timeout: LIMIT_MS }) as Value;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new TookTooLong(`It takes longer than ${LIMIT_MS} ms.`, { cause: error });
  } finally {
    context.work = undefined;
  }
}
