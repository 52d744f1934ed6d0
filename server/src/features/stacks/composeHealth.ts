import type { Surroundings } from '../../engine/surroundings';
import { healthOf } from '../../formats/compose/health';
import { textsOf } from '../../formats/compose/layers';
import type { ComposeService } from '../../formats/compose/model';
import type { DeclaredHealthCheck } from '../../protocol';
import { issuedTokens, urlCredentials } from '../../secrets';
import type { Places } from './place';

/** How passwords stand on a command line: `--password=x`, `-psecret`, `-a secret`, `PGPASSWORD=x`. */
const PASSWORD_ARGUMENT = /pass|pwd|token|secret|auth|(?:^|\s)-[pa]/i;

/** The effective health check of a service, and where it is written. */
export function healthIn(service: ComposeService, surroundings: Surroundings, places: Places): DeclaredHealthCheck {
  const health = healthOf(service, surroundings);
  switch (health.state) {
    case 'disabled':
      return { kind: 'disabled', source: places.of(health.token) };
    case 'absent':
      return health.isCertain ? { kind: 'absent' } : { kind: 'unknown' };
    case 'unread':
    case 'unknown':
      return { kind: 'unknown' };
    case 'checked': {
      const test = service.get('healthcheck', 'test');
      if (!test?.value) return { kind: 'declared', test: undefined, source: undefined };
      const words = textsOf(test.value);
      return { kind: 'declared', test: holdsSecret(words) ? undefined : words, source: places.of(test.key) };
    }
  }
}

/** A test that may hold a password is not told. */
function holdsSecret(words: readonly string[]): boolean {
  const text = words.join(' ');
  return urlCredentials(text).length > 0 || issuedTokens(text).length > 0 || PASSWORD_ARGUMENT.test(text);
}
