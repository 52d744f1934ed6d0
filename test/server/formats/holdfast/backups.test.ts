import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { parseYaml } from '../../../../server/src/document/parse';
import { applyEdits } from '../../../../server/src/document/edit';
import { plainText } from '../../../../server/src/document/render';
import { readBackups } from '../../../../server/src/formats/holdfast';
import { configurationSchema } from '../../../../server/src/formats/holdfast/schema';

const SERVICES = new Set(['db', 'backup', 'web']);
const isValid = new Ajv({ strict: false }).compile(configurationSchema([]));

function rootOf(text: string) {
  return parseYaml('/w/holdfast.yaml', text).documents[0]?.document.root;
}

function read(text: string) {
  return readBackups(rootOf(text), () => SERVICES);
}

/** The lines of one job. */
function job(lines: string): string {
  return `backups:\n  nightly:\n${lines.replace(/^/gm, '    ')}\n`;
}

function withSource(lines: string): string {
  return job(`protects: [db]\n${lines}\nsource: { log: { path: log.jsonl } }`);
}

const WHOLE = job(
  [
    'protects: [db]',
    'schedule: "0 2 * * *"',
    'tz: Europe/Paris',
    'rpo: 26h',
    'grace: 30m',
    'rto: 4h',
    'minSize: 100KiB',
    'restoreTestEvery: 30d',
    'sla: 99.5%',
    `exitCodes: { '3': incomplete, '2': disk full, default: failure }`,
    'source: { volume: { service: backup, path: /backups/last/shop-latest.sql.gz } }',
  ].join('\n'),
);

describe('a job that says everything', () => {
  it('is read as it is meant', () => {
    const { jobs, problems } = read(WHOLE);
    expect(problems).toEqual([]);
    expect(jobs[0]?.job).toEqual({
      id: 'nightly',
      protects: ['db'],
      schedule: { kind: 'cron', expression: '0 2 * * *', timeZone: 'Europe/Paris' },
      rpoMs: 26 * 3_600_000,
      graceMs: 1_800_000,
      rtoMs: 4 * 3_600_000,
      minimumBytes: 102_400,
      restoreTestEveryMs: 30 * 86_400_000,
      sla: 0.995,
      sources: [{ kind: 'volume', service: 'backup', path: '/backups/last/shop-latest.sql.gz' }],
      exitCodes: { '3': 'incomplete', '2': 'disk full', default: 'failure' },
    });
  });
});

describe('what is not said', () => {
  it.each([
    ['schedule: "0 2 * * *"', 25],
    ['schedule: "0 2 * * 1-5"', 73],
    ['every: 6h', 7],
    ['every: 6h\ngrace: 2h', 8],
    ['tz: UTC', 25],
  ])('%j allows a last backup that is %i hours old', (lines, hours) => {
    const { jobs, problems } = read(withSource(lines));
    expect(problems).toEqual([]);
    expect(jobs[0]?.job.rpoMs).toBe(hours * 3_600_000);
    expect(jobs[0]?.job).toMatchObject({ minimumBytes: 1024, sla: 0.99, rtoMs: undefined, exitCodes: {} });
  });

  it('leaves the port of go-cron at its own', () => {
    const { jobs } = read(job('protects: [db]\nsource: { gocron: { service: backup } }'));
    expect(jobs[0]?.job.sources).toEqual([{ kind: 'gocron', service: 'backup', port: 8080 }]);
  });
});

describe('what both the schema and the reader take', () => {
  it.each([
    WHOLE,
    'backups: {}\n',
    job('protects: [db, web]\nsource: { files: { glob: "./backups/*.gz" } }'),
    job('protects: [db]\nsource: { volume: { service: backup, path: /b, pattern: "*.gz" } }'),
    job('protects: [db]\nsource: { exec: { service: backup, argv: [restic, snapshots, --json], parser: restic } }'),
    job('protects: [db]\nsource: { gocron: { service: backup, port: 9090 } }'),
    job('protects: [db]\nsource: { container: { service: backup } }'),
    job('protects: [db]\nsource: { promql: { query: max(x), url: "http://127.0.0.1:9090" } }'),
    job('protects: [db]\nsource: { kubernetes: { resource: backups.velero.io, namespace: velero, name: daily } }'),
    job('protects: [db]\nsource: { command: { argv: [./age.sh], cwd: ops } }'),
    withSource('minSize: 0B'),
    withSource('every: 1d12h'),
  ])('%s', (text) => {
    expect(read(text).problems.map(({ message }) => message)).toEqual([]);
    expect(isValid(parse(text))).toBe(true);
  });
});

describe('what both the schema and the reader refuse', () => {
  it.each<[text: string, told: string, place: string, fixed?: string]>([
    ['backups: [db]\n', 'must be a mapping of names to jobs', '[db]'],
    ['backups:\n  nightly: 5\n', 'needs `protects` and `source`', '5'],
    ['backups:\n  -x: { protects: [db], source: { log: { path: l } } }\n', 'begins with a letter or digit', '-x'],
    [job('source: { log: { path: l } }'), 'needs `protects`', 'nightly'],
    [job('protects: db\nsource: { log: { path: l } }'), 'write `[db]`', 'db', 'protects: ["db"]'],
    [job('protects: []\nsource: { log: { path: l } }'), 'lists the services', 'protects'],
    [job('protects: [{ db: 1 }]\nsource: { log: { path: l } }'), 'names of services', '{ db: 1 }'],
    [job('protects: [db]'), 'needs a `source`, where one can see whether it ran: one of files', 'nightly'],
    [job('protects: [db]\nsource: {}'), 'needs one of files, volume', 'source'],
    [job('protects: [db]\nsource: log.jsonl'), 'needs a `source`', 'log.jsonl'],
    [job('protects: [db]\nsource: { file: { glob: "*" } }'), 'Did you mean `files`?', 'file', 'files: { glob: "*" }'],
    [
      job('protects: [db]\nsource: { log: { path: l }, files: { glob: "*" } }'),
      'has log already, and a job has one source only',
      'files',
    ],
    [job('protects: [db]\nsource: { log: {} }'), '`log` needs `path`', 'log'],
    [job('protects: [db]\nsource: { log: { path: l, tail: 5 } }'), '`log` knows no `tail`', 'tail'],
    [job('protects: [db]\nsource: { gocron: { service: backup, port: 0 } }'), 'from 1 to 65535', '0'],
    [
      job('protects: [db]\nsource: { exec: { service: backup, argv: [restic], parser: rstic } }'),
      'it is one of restic, pgbackrest, wal-g, borgmatic',
      'rstic',
      'parser: restic',
    ],
    [withSource('schedule: "0 2 * * *"\nevery: 24h'), 'both say when the job runs', 'every'],
    [withSource('every: daily'), 'write it like `30m`', 'daily'],
    [withSource('rpo: 24'), 'write it like', '24', 'rpo: 24h'],
    [withSource('rto: -5h'), 'write it like', '-5h'],
    [withSource('minSize: 100K'), 'write it like `1024B`', '100K', 'minSize: 100KiB'],
    [withSource('minSize: 1024'), 'write it like', '1024', 'minSize: 1024B'],
    [withSource('sla: 99'), 'write it like `99%`', '99', 'sla: 99%'],
    [withSource("exitCodes: { '2': full }"), 'it is one of success, incomplete', 'full'],
    [withSource("exitCodes: { '256': failure }"), 'codes from 0 to 255', "'256'"],
    [withSource('exitCodes: {}'), 'is written like', 'exitCodes'],
    [withSource('protect: [web]'), 'Did you mean `protects`?', 'protect'],
    [withSource('retention: 7d'), '`nightly` knows no `retention`', 'retention'],
  ])('%s', (text, told, place, fixed) => {
    const [problem, ...more] = read(text).problems;
    expect(more.map(({ message }) => message)).toEqual([]);
    expect(problem?.message).toContain(told);
    expect(text.slice(problem?.token.range.start, problem?.token.range.end)).toBe(place);
    expect(isValid(parse(text))).toBe(false);
    const edits = problem?.correction?.edits();
    if (fixed !== undefined) expect(plainText(applyEdits(text, edits ?? []))).toContain(fixed);
  });
});

describe('what only the reader can tell', () => {
  it.each<[lines: string, told: string, place: string, fixed?: string]>([
    ['schedule: "61 2 * * *"', 'out of range', '"61 2 * * *"'],
    ['schedule: "0 2 * *"', 'has 4 fields and needs five', '"0 2 * *"'],
    ['schedule: "0 2 31 2 *"', 'a day that never comes', '"0 2 31 2 *"'],
    ['tz: Europe/Pariss', 'Did you mean `Europe/Paris`?', 'Europe/Pariss', 'tz: Europe/Paris'],
    ['tz: Mars', 'There is no time zone `Mars`', 'Mars'],
    ['rpo: 99999d', 'at most ten years', '99999d'],
  ])('%s', (lines, told, place, fixed) => {
    const text = withSource(lines);
    const [problem, ...more] = read(text).problems;
    expect(more).toEqual([]);
    expect(problem?.message).toContain(told);
    expect(text.slice(problem?.token.range.start, problem?.token.range.end)).toBe(place);
    if (fixed !== undefined)
      expect(plainText(applyEdits(text, problem?.correction?.edits() ?? []))).toContain(`${fixed}\n`);
  });

  it('suggests the service that was meant, where it is protected and where it is asked', () => {
    const messages = read(job('protects: [dbb]\nsource: { container: { service: backpu } }')).problems;
    expect(messages.map(({ message }) => message)).toEqual([
      'No compose file here declares a service `dbb`. Did you mean `db`?',
      'No compose file here declares a service `backpu`. Did you mean `backup`?',
    ]);
  });

  it('knows no workload of Kubernetes, and says nothing about it', () => {
    const text = job('protects: [orders-db]\nsource: { kubernetes: { resource: jobs.batch, name: dump } }');
    expect(read(text).problems).toEqual([]);
  });

  it('warns of a promise that every backup would break, and keeps the job', () => {
    const { jobs, problems } = read(withSource('every: 24h\nrpo: 12h'));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ isWarning: true });
    expect(problems[0]?.message).toContain('up to 24 hours');
    expect(jobs[0]?.job.rpoMs).toBe(12 * 3_600_000);
  });
});

describe('a job with a mistake', () => {
  it('costs the others nothing', () => {
    const { jobs } = read(`backups:\n  one: 5\n  two:\n    protects: [db]\n    source: { log: { path: l } }\n`);
    expect(jobs.map(({ job: { id, sources }, problems }) => [id, sources.length, problems.length])).toEqual([
      ['one', 0, 1],
      ['two', 1, 0],
    ]);
  });

  it('keeps what is right, with defaults for the rest', () => {
    const { jobs } = read(job('protects: [db]\nrpo: soon\nsource: { files: {} }'));
    expect(jobs[0]?.job).toMatchObject({ protects: ['db'], rpoMs: 25 * 3_600_000, sources: [] });
  });
});

describe('the reader', () => {
  const KEYS = ['protects', 'schedule', 'every', 'tz', 'rpo', 'minSize', 'sla', 'exitCodes', 'source', 'x'];
  const SOURCES = ['files', 'volume', 'exec', 'gocron', 'promql', 'command', 'kubernetes', 'y'];
  const anything = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.array(fc.string()), fc.boolean());
  const source = fc.dictionary(
    fc.constantFrom(...SOURCES),
    fc.oneof(anything, fc.dictionary(fc.constantFrom('service', 'path', 'argv', 'query', 'port'), anything)),
  );
  const jobs = fc.dictionary(
    fc.string(),
    fc.oneof(anything, fc.dictionary(fc.constantFrom(...KEYS), fc.oneof(anything, source))),
  );

  it('never throws, and refuses whatever the schema refuses', () => {
    fc.assert(
      fc.property(jobs, (backups) => {
        const text = stringify({ backups });
        const { problems } = read(text);
        if (!isValid(parse(text))) expect(problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });
});
