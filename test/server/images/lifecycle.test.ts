import { describe, expect, it } from 'vitest';
import {
  discontinued,
  endOfLife,
  misplacedVariable,
  parseImageReference,
  KNOWN_IMAGES,
} from '../../../server/src/images';
import { discontinuedImages } from '../../../server/src/images/data/discontinued';
import { maintainedProducts } from '../../../server/src/images/data/endOfLife';
import type { MaintainedProduct, TagRange } from '../../../server/src/images';
import { NAMESPACES } from '../../../server/src/images/variables';

/** When the table was read against its sources for the last time: an end after it would be told before it comes. */
const READ = '2026-11';
const MONTH = /^20\d\d-(?:0[1-9]|1[0-2])$/;
const VERSION = /^v?\d+(?:\.\d+)*$/;

/** Numbers of a bound, so that 8.10 comes behind 8.9. */
function numbers(bound: string): number[] {
  return bound.split('.').map(Number);
}

function isBelow(left: string, right: string): boolean {
  const [these, those] = [numbers(left), numbers(right)];
  const index = these.findIndex((number, at) => number !== (those[at] ?? 0));
  return index < 0 ? those.length > these.length : (these[index] ?? 0) < (those[index] ?? 0);
}

/** A tag inside of a range: its first version, or one that is older than its end. */
function tagInside({ from, before, variant }: TagRange): string {
  if (variant !== undefined) return `1.0-${variant}`;
  return from ?? `0.${before ?? ''}`;
}

/** What is wrong with a row of the table. */
function faultsOf(product: MaintainedProduct): string[] {
  return [...sourceFaults(product), ...rangeFaults(product), ...product.ended.flatMap(successorFaults)];
}

function sourceFaults({ source, asOf, repositories, ended }: MaintainedProduct): string[] {
  const faults: string[] = [];
  if (!URL.canParse(source) || new URL(source).protocol !== 'https:') faults.push('no source');
  if (!MONTH.test(asOf) || asOf > READ) faults.push('read in the future');
  if (ended.length === 0) faults.push('nothing has ended');
  for (const { month } of ended) if (!MONTH.test(month) || month > READ) faults.push('not ended yet');
  for (const name of repositories) {
    const { registry, repository, tag } = parseImageReference(name);
    const canonical = registry === undefined ? repository : `${registry}/${repository}`;
    if (canonical !== name || tag !== undefined) faults.push('name not canonical');
  }
  return faults;
}

function rangeFaults({ ended }: MaintainedProduct): string[] {
  const faults: string[] = [];
  let reached = '0';
  for (const { from, before, variant } of ended.flatMap(({ tags = [] }) => tags)) {
    for (const bound of [from, before]) if (bound !== undefined && !/^\d+(\.\d+)*$/.test(bound)) faults.push('bound');
    // Without an end, the newest release would have ended too.
    if (before === undefined && variant === undefined) faults.push('range without end');
    if (before === undefined) continue;
    if (isBelow(from ?? '0', reached) || !isBelow(from ?? '0', before)) faults.push('ranges not in order');
    reached = before;
  }
  return faults;
}

/** What is advised lies behind all that has ended. */
function successorFaults({ successor, tags = [] }: MaintainedProduct['ended'][number]): string[] {
  if ('image' in successor) return [];
  const version = successor.version.replace('v', '');
  const isOld = tags.some(({ before }) => before !== undefined && (!VERSION.test(version) || isBelow(version, before)));
  return isOld ? ['advice is older'] : [];
}

describe('the table of what has ended', () => {
  it('names every repository once', () => {
    const names = maintainedProducts.flatMap(({ repositories }) => repositories);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  describe.each(maintainedProducts.map((product) => [product.repositories[0] ?? '', product] as const))(
    '%s',
    (repository, product) => {
      const endOf = (tag: string) => endOfLife(parseImageReference(`${repository}:${tag}`));

      it('has a source, ends that have come, and ranges in order', () => expect(faultsOf(product)).toEqual([]));

      it('is found by what its ranges cover, and not by what it advises', () => {
        for (const { tags = [], names = [], month, successor } of product.ended) {
          for (const tag of [...tags.map(tagInside), ...names, ...names.map((name) => `${name}-slim`)])
            expect([tag, endOf(tag)?.ended]).toEqual([tag, month]);
          const advised = 'image' in successor ? successor.image : `${repository}:${successor.version}`;
          expect(endOfLife(parseImageReference(advised))).toBeUndefined();
        }
      });
    },
  );

  const RIGHT: MaintainedProduct = {
    title: 'Example',
    repositories: ['example'],
    ended: [
      { tags: [{ before: '3' }], month: '2025-01', successor: { version: '4.1' } },
      { tags: [{ from: '3.9', before: '3.10' }], month: '2025-01', successor: { version: 'v4.1' } },
    ],
    source: 'https://example.org/releases',
    asOf: '2025-01',
  };
  const [first, second] = RIGHT.ended;
  it.each<[string, Partial<MaintainedProduct>]>([
    ['no source', { source: 'a page' }],
    ['no source', { source: 'http://example.org' }],
    ['read in the future', { asOf: '2100-01' }],
    ['nothing has ended', { ended: [] }],
    ['not ended yet', { ended: [{ month: '2026-12', successor: { image: 'other' } }] }],
    ['not ended yet', { ended: [{ month: '2025-13', successor: { image: 'other' } }] }],
    ['name not canonical', { repositories: ['docker.io/library/example'] }],
    ['name not canonical', { repositories: ['example:1'] }],
    ['ranges not in order', { ended: [second, first].flatMap((row) => row ?? []) }],
    [
      'ranges not in order',
      { ended: [{ tags: [{ from: '2', before: '1.9' }], month: '2025-01', successor: { version: '3' } }] },
    ],
    ['bound', { ended: [{ tags: [{ before: 'v2' }], month: '2025-01', successor: { version: '3' } }] }],
    ['range without end', { ended: [{ tags: [{ from: '2' }], month: '2025-01', successor: { version: '3' } }] }],
    ['advice is older', { ended: [{ tags: [{ before: '3.10' }], month: '2025-01', successor: { version: '3.9' } }] }],
  ])('would not take a row with this fault: %s', (fault, change) => {
    expect(faultsOf(RIGHT)).toEqual([]);
    expect(faultsOf({ ...RIGHT, ...change })).toContain(fault);
  });

  it('offers no version for our own images that has ended', () => {
    for (const { knownTags = {} } of KNOWN_IMAGES)
      for (const [repository, tag] of Object.entries(knownTags)) {
        expect([repository, tag, endOfLife(parseImageReference(`${repository}:${tag}`))]).toEqual([
          repository,
          tag,
          undefined,
        ]);
      }
  });

  it('judges versions, and names that stand for one', () => {
    const ended = (text: string) => endOfLife(parseImageReference(text))?.title;
    expect(ended('node:18')).toBe('Node.js');
    expect(ended('node:23.1')).toBe('Node.js');
    expect(ended('node:24')).toBeUndefined();
    expect(ended('node:alpine')).toBeUndefined();
    expect(ended('node')).toBeUndefined();
    expect(ended('node:18@sha256:00')).toBeUndefined();
    expect(ended('grafana/promtail')).toBe('Promtail');
    expect(ended('example/node:8')).toBeUndefined();
    expect(ended('debian:buster-slim')).toBe('Debian');
    expect(ended('debian:trixie-slim')).toBeUndefined();
    expect(ended('debian:stable')).toBeUndefined();
    expect(ended('timescale/timescaledb:latest-pg13')).toBe('PostgreSQL');
    expect(ended('timescale/timescaledb:2.20.0-pg17')).toBeUndefined();
    expect(ended('pgvector/pgvector:0.6.0')).toBeUndefined();
    expect(ended('traefik:v2.11')).toBeUndefined();
    expect(ended('redis:7')).toBeUndefined();
  });
});

describe('the table of what was given up', () => {
  it.each(discontinuedImages.map((row) => [row.name, row] as const))('%s', (name, row) => {
    expect(new URL(row.source).protocol).toBe('https:');
    expect(`The image ${row.fate}. ${row.advice}.`).not.toMatch(/\.\./);
    expect(discontinued(parseImageReference(name.endsWith('/') ? `${name}some` : name))).toBe(row);
    const { replacement } = row;
    if (!replacement) return;
    expect(replacement.name.endsWith('/')).toBe(name.endsWith('/'));
    const next = discontinued(
      parseImageReference(replacement.name.endsWith('/') ? `${replacement.name}some` : replacement.name),
    );
    // Only a copy that is kept for the time being may have ended too.
    expect(next?.state ?? 'frozen').toBe('frozen');
  });

  it('takes names as a whole, or from their beginning', () => {
    expect(discontinued(parseImageReference('docker.io/bitnami/redis:7'))?.name).toBe('bitnami/');
    expect(discontinued(parseImageReference('hashicorp/vault'))).toBeUndefined();
    expect(discontinued(parseImageReference('library/vault'))?.name).toBe('vault');
    expect(discontinued(parseImageReference('ghcr.io/minio/minio'))).toBeUndefined();
  });
});

describe('the table of variables', () => {
  it('speaks of images that are known', () => {
    const kinds = new Set(KNOWN_IMAGES.map(({ kind }) => kind));
    for (const { kinds: named, source } of NAMESPACES) {
      expect(new URL(source).protocol).toBe('https:');
      for (const kind of named) expect(kinds).toContain(kind);
    }
  });

  it('knows every variable that the images read from a file', () => {
    for (const { kind, class: imageClass, secretFiles } of KNOWN_IMAGES) {
      if (secretFiles === undefined || secretFiles === 'none' || secretFiles.variables instanceof RegExp) continue;
      for (const name of secretFiles.variables)
        for (const written of [name, name + secretFiles.suffix])
          expect([kind, written, misplacedVariable({ kind, class: imageClass }, written)]).toEqual([
            kind,
            written,
            undefined,
          ]);
    }
  });

  it('tells which option does the same', () => {
    const postgres = { kind: 'postgres', class: 'database' } as const;
    expect(misplacedVariable(postgres, 'POSTGRES_MAX_CONNECTIONS')?.option?.('200')).toEqual([
      '-c',
      'max_connections=200',
    ]);
    expect(misplacedVariable(postgres, 'TZ')).toBeUndefined();
    const mariadb = { kind: 'mariadb', class: 'database' } as const;
    expect(misplacedVariable(mariadb, 'MARIADB_MAX_CONNECTIONS')?.option?.('200')).toEqual(['--max-connections=200']);
    expect(misplacedVariable(mariadb, 'MYSQL_ROOT_PASS')).toBeDefined();
    for (const name of ['MARIADB_AUTO_UPGRADE', 'MARIADB_MYSQL_LOCALHOST_USER', 'MYSQL_ALLOW_EMPTY_PASSWORD'])
      expect(misplacedVariable(mariadb, name)).toBeUndefined();
    expect(misplacedVariable({ kind: 'n8n', class: 'application' }, 'OLLAMA_KEEP_ALIVE')?.readBy).toBe('ollama');
    expect(misplacedVariable({ kind: 'ollama', class: 'application' }, 'OLLAMA_KEEP_ALIVE')).toBeUndefined();
    expect(misplacedVariable({ kind: 'node', class: 'runtime' }, 'OLLAMA_KEEP_ALIVE')).toBeUndefined();
  });
});
