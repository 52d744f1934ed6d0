import type { Variables } from '../../engine/composeProject';
import { isSecretName, issuedTokens, urlCredentials } from '../../secrets';
import { parseDotenvText } from '../shared/dotenv';
import { interpolate } from './interpolation';

/** Names that a file of variables sets, in both formats that Compose knows. */
export function namesIn(text: string): string[] {
  return [...new Set(parseDotenvText(text).statements.map(({ name }) => name))];
}

/**
 * The variables that a `.env` file sets, on top of those that are set already: what is set outside wins. Values that are secret are
 * not kept, only that they are set. Format: https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax
 */
export function withVariablesOf(text: string, outside: Variables): Variables {
  const variables = new Map(outside);
  for (const { name, value } of parseDotenvText(text).statements) {
    if (value === undefined || outside.has(name)) continue;
    const filled = value.quote === "'" ? { text: value.text, known: true } : interpolate(value.text, variables);
    variables.set(name, filled.known && !isSecret(name, filled.text) ? filled.text : undefined);
  }
  return variables;
}

function isSecret(name: string, value: string): boolean {
  return isSecretName(name) || urlCredentials(value).length > 0 || issuedTokens(value).length > 0;
}
