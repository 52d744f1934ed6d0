import type { YamlView } from '../../document/view';
import { issuedTokens, urlCredentials } from '../../secrets';
import { textsOf } from './layers';

/** How passwords stand on a command line: `--password=x`, `-psecret`, `-a secret`, `PGPASSWORD=x`. */
const PASSWORD_ARGUMENT = /pass|pwd|token|secret|auth|(?:^|\s)-[pa]/i;

/** The words of a `healthcheck.test`; undefined where one of them may be a password. */
export function shareableTest(test: YamlView): string[] | undefined {
  const words = textsOf(test);
  const text = words.join(' ');
  const holdsSecret = urlCredentials(text).length > 0 || issuedTokens(text).length > 0 || PASSWORD_ARGUMENT.test(text);
  return holdsSecret ? undefined : words;
}
