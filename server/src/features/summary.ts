import type { CheckedParams } from '../protocol';
import type { Check } from './checker';

/** What the language status says about a checked file: findings are counted one by one, not by group. */
export function summaryOf(uri: string, check: Check | undefined, configuration: string | undefined): CheckedParams {
  const count = { error: 0, warning: 0, info: 0, hint: 0 };
  for (const { findings } of check?.groups ?? []) for (const { severity } of findings) count[severity]++;
  return { uri, format: check?.file.format.title, ...count, configuration };
}
