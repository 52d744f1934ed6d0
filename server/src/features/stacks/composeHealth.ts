import type { Surroundings } from '../../engine/surroundings';
import { healthOf } from '../../formats/compose/health';
import { shareableTest } from '../../formats/compose/shareableProbe';
import type { ComposeService } from '../../formats/compose/model';
import type { DeclaredHealthCheck } from '../../protocol';
import type { Places } from './place';

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
      return { kind: 'declared', test: shareableTest(test.value), source: places.of(test.key) };
    }
  }
}
