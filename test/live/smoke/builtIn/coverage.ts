/** Whether every built-in test was seen to pass where all is well, and to find out what is not. */
import { IMAGES } from '../../../../client/src/live/smoke/builtIn/images';
import type { ImageTests } from '../../../../client/src/live/smoke/builtIn/catalogue';
import { MEMCACHED, REDIS, VALKEY } from '../../../../client/src/live/smoke/builtIn/caches';
import { MONGODB, MYSQL_AND_MARIADB, POSTGRES } from '../../../../client/src/live/smoke/builtIn/databases';
import { KAFKA, MOSQUITTO, NATS, RABBITMQ } from '../../../../client/src/live/smoke/builtIn/queues';
import type { SmokeOutcome } from '../../../../client/src/live/smoke/result';

/** Those with a protocol of their own; all others speak HTTP. An image that is added to the catalogue is in one of the two. */
export const SPOKEN: readonly ImageTests[] = [
  ...[POSTGRES, MYSQL_AND_MARIADB, MONGODB],
  ...[REDIS, VALKEY, MEMCACHED],
  ...[RABBITMQ, KAFKA, NATS, MOSQUITTO],
];
export const OVER_HTTP: readonly ImageTests[] = IMAGES.filter((image) => !SPOKEN.includes(image));

/** Tests that belong together, such as those of an image; ids without the service. */
export interface Group {
  readonly title: string;
  readonly tests: readonly { readonly what: string }[];
}

export class Coverage {
  readonly #groups: readonly Group[];
  readonly #seen = new Map<string, Set<'healthy' | 'sick'>>();

  constructor(groups: readonly Group[]) {
    this.#groups = groups;
  }

  /** @throws for a test that there is not: it would cover nothing */
  saw({ title, tests }: Group, what: string, outcome: SmokeOutcome): void {
    if (!tests.some((test) => test.what === what)) throw new Error(`${title} has no test "${what}".`);
    if (outcome === 'skip') return;
    const key = keyOf(title, what);
    this.#seen.set(key, (this.#seen.get(key) ?? new Set()).add(outcome === 'pass' ? 'healthy' : 'sick'));
  }

  /** Empty when nothing is left to be tested; for people. */
  missing(): string[] {
    return this.#groups.flatMap(({ title, tests }) =>
      tests.flatMap(({ what }) =>
        (['healthy', 'sick'] as const)
          .filter((side) => !this.#seen.get(keyOf(title, what))?.has(side))
          .map((side) => `${keyOf(title, what)}: no ${side} case`),
      ),
    );
  }
}

function keyOf(title: string, what: string): string {
  return `${title}/${what}`;
}
