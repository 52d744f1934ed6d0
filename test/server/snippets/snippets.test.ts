import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lintText } from '../../support/lint';
import { DEFAULT_SETTINGS } from '../../../server/src/engine/settings';
import { expandSnippet } from './expandSnippet';

interface Snippet {
  readonly prefix: string | readonly string[];
  readonly body: string | readonly string[];
}

const STRICT = { ...DEFAULT_SETTINGS, preset: 'strict' } as const;

/** What a snippet is put into to make a whole file of it. */
const FRAMES: Readonly<Record<string, (body: string) => string>> = {
  compose: (body) => (/^services:/m.test(body) ? body : `services:\n${indent(body, 2)}`),
  kubernetes: (body) => body,
  'prometheus-rules': (body) => (/^groups:/m.test(body) ? body : `groups:\n  - name: example\n    rules:\n${indent(body, 6)}`),
};

describe('what a snippet writes passes our own rules', () => {
  for (const [file, frame] of Object.entries(FRAMES)) {
    const snippets = JSON.parse(readFileSync(new URL(`../../../snippets/${file}.json`, import.meta.url), 'utf8')) as Record<string, Snippet>;
    for (const [name, { body }] of Object.entries(snippets)) {
      it(`${file}: ${name}`, () => {
        const text = frame(expandSnippet(typeof body === 'string' ? body : body.join('\n'))).trimEnd() + '\n';
        const { findings } = lintText(text, { settings: STRICT, path: file === 'compose' ? '/workspace/compose.yaml' : '/workspace/file.yaml' });
        expect(findings.map(({ rule, message }) => `${rule.id}: ${message}`)).toEqual([]);
      });
    }
  }
});

function indent(text: string, spaces: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(spaces));
}
