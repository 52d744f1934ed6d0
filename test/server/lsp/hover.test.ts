import { describe, expect, it } from 'vitest';
import { COMPOSE, PRIVILEGED, BARE, PRIVILEGED_ONLY, LIMITS, client, start } from './actions';
import { uriOf } from './testClient';

describe('hover', () => {
  it('tells what, why, how and where to read on', async () => {
    await start({ settings: PRIVILEGED_ONLY });
    await client.open(COMPOSE, PRIVILEGED);
    const hover = await client.hover(COMPOSE, { line: 3, character: 18 });
    expect(hover?.range).toEqual({ start: { line: 3, character: 16 }, end: { line: 3, character: 20 } });
    const { value } = hover?.contents as { readonly value: string };
    expect(value).toMatch(/^\*\*Service runs privileged\*\* · \[`compose\/privileged-container`\]\(https:\/\//);
    expect(value).toContain('"web" runs privileged');
    expect(value).toContain('whoever breaks into it owns the machine');
    expect(value).toContain('**Fix:** Delete `privileged: true` (changes behaviour: review it)');
    expect(value).toContain('[docs.docker.com: privileged](https://docs.docker.com/');
  });

  it('leaves out what VS Code shows above it, and links to the pages that are installed', async () => {
    await start({ settings: PRIVILEGED_ONLY, initializationOptions: { hasCommands: true } });
    await client.open(COMPOSE, PRIVILEGED);
    const hover = await client.hover(COMPOSE, { line: 3, character: 18 });
    const { value } = hover?.contents as { readonly value: string };
    expect(value).not.toContain('"web" runs privileged');
    expect(value).toContain('](command:holdfast.openRuleDocumentation?%5B%22compose%2Fprivileged-container%22%5D)');
  });

  it('tells of every finding of a group in a line', async () => {
    await start({ settings: LIMITS });
    await client.open(COMPOSE, BARE);
    const hover = await client.hover(COMPOSE, { line: 1, character: 3 });
    const { value } = hover?.contents as { readonly value: string };
    expect(value.split('\n').map((line) => line.slice(0, line.indexOf(']')))).toEqual([
      '- **[CPU limit',
      '- **[Memory limit',
      '- **[Process limit',
    ]);
  });

  it('makes no links and no images of names in the file', async () => {
    const text = 'services:\n  "![x](https://evil.example/x.png)":\n    image: nginx:1.29.1\n    restart: always\n';
    await start({ settings: LIMITS });
    await client.open(COMPOSE, text);
    const hover = await client.hover(COMPOSE, { line: 1, character: 3 });
    const { value } = hover?.contents as { readonly value: string };
    expect(value).toContain('"\\!\\[x\\](https://evil.example/x.png)"');
    expect(value).not.toContain('![x]');
  });

  it('is silent elsewhere', async () => {
    await start({ settings: PRIVILEGED_ONLY });
    await client.open(COMPOSE, PRIVILEGED);
    expect(await client.hover(COMPOSE, { line: 0, character: 0 })).toBeNull();
    expect(await client.hover(COMPOSE, { line: 99, character: 99 })).toBeNull();
    expect(await client.hover(uriOf('/w/closed.yaml'), { line: 0, character: 0 })).toBeNull();
  });
});
