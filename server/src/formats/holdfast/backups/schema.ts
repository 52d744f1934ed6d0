import { BACKUP_DEFAULTS, BACKUP_EXITS, BACKUP_SOURCE_KINDS } from '../../../backups/definition';
import { DURATION_PATTERN, SHARE_PATTERN } from '../../../engine/objectives';
import type { Schema } from '../schema';
import { BYTES_PATTERN, EXIT_CODE_PATTERN, ID_PATTERN } from '../smoke/patterns';
import { kindSchema } from '../smoke/schema';
import { SOURCES } from './sources';

const HOUR_MS = 3_600_000;

/** `backups:` for editors: it completes what can be written. What a pattern cannot tell is judged by our own reader. */
export function backupsSchema(): Schema {
  return {
    type: 'object',
    description:
      'Backup jobs: what they save, when they run and where one can see that they did. Each job has a name of its own.',
    propertyNames: { pattern: ID_PATTERN },
    additionalProperties: {
      type: 'object',
      description: 'A backup job.',
      additionalProperties: false,
      required: ['protects', 'source'],
      // A schedule says when, `every` how often: both together contradict each other sooner or later.
      not: { required: ['schedule', 'every'] },
      properties: jobProperties(),
    },
  };
}

/** What a job may say, in the order in which it is offered. */
export function jobProperties(): Record<string, Schema> {
  return {
    protects: {
      type: 'array',
      minItems: 1,
      items: { type: 'string' },
      description: 'The services whose data the job saves.',
    },
    schedule: {
      type: 'string',
      examples: ['0 2 * * *', '@daily'],
      description: 'When it runs, as cron takes it: minute, hour, day, month, weekday.',
    },
    every: duration('How often it runs, where it follows no clock.', ['24h', '6h']),
    tz: {
      type: 'string',
      default: 'UTC',
      examples: ['Europe/Paris'],
      description: 'The time zone that the schedule is meant in, by its IANA name.',
    },
    rpo: duration(
      'How old the last good backup may be at most: the data of that much time may be lost. By default the time between two runs and the grace, or 24 hours and the grace where nothing says how often the job runs.',
      ['26h'],
    ),
    grace: {
      ...duration('How late a backup may come.', ['30m']),
      default: `${BACKUP_DEFAULTS.graceMs / HOUR_MS}h`,
    },
    rto: duration('How long a restore may take at most.', ['4h']),
    minSize: {
      type: 'string',
      pattern: BYTES_PATTERN,
      examples: ['100KiB', '50MB'],
      default: `${BACKUP_DEFAULTS.minimumBytes}B`,
      description: 'A backup below this size holds nothing, whatever its exit code says.',
    },
    restoreTestEvery: duration('How often somebody wants to see a restore succeed.', ['30d']),
    sla: {
      type: 'string',
      pattern: SHARE_PATTERN,
      examples: ['99%'],
      default: `${BACKUP_DEFAULTS.sla * 100}%`,
      description:
        'The share of the planned runs within 30 days that has to succeed. With one run a day 99% allows no miss at all.',
    },
    exitCodes: {
      type: 'object',
      description:
        "What exit codes of the job mean: the code in quotes, such as '2', and `default` for the rest. Without it 0 is a success and every other code a failure.",
      minProperties: 1,
      additionalProperties: false,
      patternProperties: { [EXIT_CODE_PATTERN]: { type: 'string', enum: BACKUP_EXITS } },
    },
    source: {
      type: 'object',
      description: 'Where one can see whether the job ran: exactly one of these.',
      additionalProperties: false,
      properties: Object.fromEntries(BACKUP_SOURCE_KINDS.map((name) => [name, kindSchema(SOURCES[name])])),
      oneOf: BACKUP_SOURCE_KINDS.map((name) => ({ required: [name] })),
    },
  };
}

function duration(description: string, examples: readonly string[]): Schema {
  return { type: 'string', pattern: DURATION_PATTERN, examples, description };
}
