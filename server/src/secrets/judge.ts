import { isDsnName, isQuantityName, isSecretName, normaliseName } from './names';
import { isHarmlessValue, isQuantity } from './values';
import { isWeakSecret } from './weak';
import { urlCredentials } from './urls';

/** `weak`: a secret everybody tries first. `plaintext`: a secret that stands in the file. */
export type SecretVerdict = 'weak' | 'plaintext';

/**
 * What a named value is, when it is a secret in plain text. Undefined for everything else, for what is not known (see
 * UNKNOWN_PART), and for a URL with a password in it, which `urlCredentials` finds under any name.
 * `related`: names around it that a password must not be equal to.
 */
export function judgeSecret(name: string, value: string, related: readonly string[] = []): SecretVerdict | undefined {
  if (!isSecretName(name) || isHarmlessValue(value)) return undefined;
  if (isQuantityName(name) && isQuantity(value)) return undefined;
  if (urlCredentials(value).length > 0) return undefined;
  if (isDsnName(name) && !hasUserPart(value)) return undefined;
  if (!isWeakSecret(value, [...related, name])) return 'plaintext';
  // The ID of a key is like the name of a user: a plain one gives nothing away.
  return /KEY_ID$/.test(normaliseName(name)) ? undefined : 'weak';
}

/** `https://key@host/1`, `user:password@tcp(host)/db` of Go's MySQL driver, `host=db password=…` of libpq. */
function hasUserPart(dsn: string): boolean {
  return /^https?:\/\/[^\s/@]+@|^[^\s/@:]+:[^\s@]+@|\bpassword\s*=\s*\S/i.test(dsn);
}
