import { issuedTokens, judgeSecret, urlCredentials } from '../../secrets';
import type { Instruction } from './instruction';
import { hasVariable } from './variables';
import type { Property } from './words';

/** Values of ENV, and defaults of ARG, that are secrets in plain text. */
export function plaintextSecrets(instruction: Instruction): Property[] {
  if (!/^(?:ENV|ARG)$/.test(instruction.keyword)) return [];
  return instruction.properties.filter(({ name, value }) => {
    if (!value || hasVariable(value)) return false;
    if (issuedTokens(value).some(({ isExample }) => !isExample)) return true;
    return judgeSecret(name, value) !== undefined || urlCredentials(value).length > 0;
  });
}
