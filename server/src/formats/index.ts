import type { Format } from '../engine/format';
import { OWN_RULES } from '../engine/ownRules';
import { compose } from './compose';
import { holdfastFormat } from './holdfast';
import { kubernetes } from './kubernetes';
import { prometheus } from './prometheus';
import { prometheusRules } from './prometheus-rules';

/** The languages of other tools, in the order in which they are asked whether a file is theirs. */
const LANGUAGES: readonly Format[] = [compose, kubernetes, prometheus, prometheusRules];

/** Every format; our own configuration file comes first because its name alone decides. */
export const FORMATS: readonly Format[] = [
  holdfastFormat([...LANGUAGES.flatMap(({ rules }) => rules), ...OWN_RULES]),
  ...LANGUAGES,
];
