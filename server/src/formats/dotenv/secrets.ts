import { isSecretName, judgeSecret, type SecretVerdict } from '../../secrets';
import type { DotenvFile, DotenvVariable } from './model';

/** Names whose value a password must not be equal to. */
const NEIGHBOUR_NAMES = /(?:USER|USERNAME|LOGIN|DB|DATABASE|NAME)$/i;

/** What a value is, when it is a secret; variables in it are not known. */
export function verdictOn(variable: DotenvVariable): SecretVerdict | undefined {
  const { file, masked, name } = variable;
  // What is kept instead of a password: nobody can log in with it.
  if (!isSecretName(name) || /HASH|SHA_?(?:1|256|512)|MD5|BCRYPT|ARGON/i.test(name)) return undefined;
  const related = file.variables.flatMap((one) => (NEIGHBOUR_NAMES.test(one.name) ? [one.value.text] : []));
  return judgeSecret(name, masked, related);
}

/** Text that tells its reader to put something else in its place. */
export function readsAsPlaceholder(value: string): boolean {
  return /change|replace|your|example|sample|placeholder|dummy|todo|fixme|tbd|fill|insert|enter|generate|openssl|here|secret|password|token|xxx|\.\.\.|\*\*|^<.*>$|^\[.*\]$|^_+\w*_+$|^[-*._]+$/i.test(
    value,
  );
}

/** Bits that a text would hold if its characters were drawn as often as they occur in it. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  const length = [...text].length;
  return [...counts.values()].reduce((sum, count) => sum - count * Math.log2(count / length), 0);
}

/** The least length of a secret by what it is for: keys that sign and encrypt need as many bytes as their algorithm. */
export function leastLength(name: string): number {
  return /JWT|ENCRYPT|SIGNING|SESSION|COOKIE|SECRET_?KEY|APP_?KEY/i.test(name) ? 32 : 16;
}

export function secretsOf(file: DotenvFile, verdict: SecretVerdict): DotenvVariable[] {
  return file.variables.filter((variable) => verdictOn(variable) === verdict);
}
