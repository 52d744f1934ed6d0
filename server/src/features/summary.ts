import type { CheckedParams } from '../protocol';
import type { Check } from './checker';

/** What the language status says about a checked file: as many findings as the editor shows, where a group is one. */
export function summaryOf(uri: string, check: Check | undefined, configuration: string | undefined): CheckedParams {
  const count = { error: 0, warning: 0, info: 0, hint: 0 };
  for (const { severity } of check?.groups ?? []) count[severity]++;
  return { uri, format: check?.file.format.title, ...count, configuration };
}
