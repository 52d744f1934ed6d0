import { describe, expect, it } from 'vitest';
import {
  discontinued,
  endOfLife,
  misplacedVariable,
  parseImageReference,
  KNOWN_IMAGES,
} from '../../../server/src/images';
import { LIFECYCLES } from '../../../server/src/images/lifecycle';
import { NAMESPACES } from '../../../server/src/images/variables';

describe('the table of what has ended', () => {
  it.each(LIFECYCLES.endOfLife.map((row) => [`${row.title} until ${row.ended}`, row] as const))('%s', (_name, row) => {
    expect(row.ended).toMatch(/^20\d\d-(?:0[1-9]|1[0-2])$/);
    expect(new URL(row.source).protocol).toBe('https:');
    for (const name of row.repositories) {
      const { registry, repository, tag } = parseImageReference(name);
      expect(registry === undefined ? repository : `${registry}/${repository}`).toBe(name);
      expect(tag).toBeUndefined();
    }
    // What is advised has not ended itself.
    const [repository = ''] = row.repositories;
    const advised = 'version' in row.successor ? `${repository}:${row.successor.version}` : row.successor.image;
    expect(endOfLife(parseImageReference(advised))).toBeUndefined();
  });

  it('offers no version for our own images that has ended', () => {
    for (const { knownTags = {} } of KNOWN_IMAGES)
      for (const [repository, tag] of Object.entries(knownTags)) {
        if (repository === 'grafana/promtail') continue;
        expect([repository, tag, endOfLife(parseImageReference(`${repository}:${tag}`))]).toEqual([
          repository,
          tag,
          undefined,
        ]);
      }
  });

  it('judges versions, not names', () => {
    const ended = (text: string) => endOfLife(parseImageReference(text))?.title;
    expect(ended('node:18')).toBe('Node.js');
    expect(ended('node:23.1')).toBe('Node.js');
    expect(ended('node:24')).toBeUndefined();
    expect(ended('node:alpine')).toBeUndefined();
    expect(ended('node')).toBeUndefined();
    expect(ended('node:18@sha256:00')).toBeUndefined();
    expect(ended('grafana/promtail')).toBe('Promtail');
    expect(ended('example/node:8')).toBeUndefined();
  });
});

describe('the table of what was given up', () => {
  it.each(LIFECYCLES.discontinued.map((row) => [row.name, row] as const))('%s', (name, row) => {
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
    expect(misplacedVariable({ kind: 'n8n', class: 'application' }, 'OLLAMA_KEEP_ALIVE')?.readBy).toBe('ollama');
    expect(misplacedVariable({ kind: 'ollama', class: 'application' }, 'OLLAMA_KEEP_ALIVE')).toBeUndefined();
    expect(misplacedVariable({ kind: 'node', class: 'runtime' }, 'OLLAMA_KEEP_ALIVE')).toBeUndefined();
  });
});
