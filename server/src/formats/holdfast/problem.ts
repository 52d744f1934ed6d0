import { renameKey, replaceScalar, type Edits } from '../../document/edit';
import type { Token } from '../../document/text';
import type { Entry, ScalarView } from '../../document/view';

export interface ConfigurationProblem {
  readonly token: Token;
  readonly message: string;
  /** What is written is in force all the same. */
  readonly isWarning?: true;
  /** What was probably meant. */
  readonly correction?: Correction;
}

export interface Correction {
  readonly title: string;
  readonly edits: () => Edits;
}

/** Takes down what is wrong; gives nothing, so that a reader can return it. */
export type Note = (token: Token, message: string, correction?: Correction) => undefined;

export function noteInto(problems: ConfigurationProblem[]): Note {
  return (token, message, correction) =>
    void problems.push({ token, message, ...(correction ? { correction } : {}) }) as undefined;
}

export function renamed(key: Entry, name: string): Correction {
  return { title: `Change to \`${name}\``, edits: () => renameKey(key, name) };
}

export function changed(scalar: ScalarView, text: string | number | boolean): Correction {
  return { title: `Change to \`${text}\``, edits: () => replaceScalar(scalar, text) };
}
