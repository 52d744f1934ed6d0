import { describe, expect, it } from 'vitest';
import { COMPOSE, PRIVILEGED, PRIVILEGED_ONLY, client, start, at, actionsAt, titled, apply, applied } from './actions';
import { onlyRules, uriOf } from './testClient';

describe('ignore here', () => {
  const ID = 'compose/privileged-container';
  const reason = `# holdfast-ignore ${ID} -- \${1:reason}`;

  async function ignored(text: string, word: string, more: { rules?: string[]; rule?: string } = {}): Promise<string> {
    await start({ settings: onlyRules(...(more.rules ?? [ID])) });
    await client.open(COMPOSE, text);
    const result = await apply(text, titled(await actionsAt(text, word), `Ignore ${more.rule ?? ID} here`));
    await client.change(COMPOSE, result);
    expect(await client.found(COMPOSE)).toEqual([]);
    return result;
  }

  it('puts a comment above the line and the cursor on the reason', async () => {
    expect(await ignored(PRIVILEGED, 'true')).toBe(PRIVILEGED.replace('    priv', `    ${reason}\n    priv`));
  });

  it('keeps Windows line ends', async () => {
    const text = PRIVILEGED.replaceAll('\n', '\r\n');
    await start({ settings: PRIVILEGED_ONLY });
    await client.open(COMPOSE, text);
    const { edit } = await client.resolve(titled(await actionsAt(text, 'true'), `Ignore ${ID} here`));
    const change = edit?.documentChanges?.[0];
    const [one] = change && 'edits' in change ? change.edits : [];
    // A snippet's line breaks are those of the document it goes into: that is what editors do.
    expect(one).toEqual({
      range: { start: { line: 3, character: 0 }, end: { line: 3, character: 0 } },
      snippet: { kind: 'snippet', value: `    ${reason}\n` },
    });
  });

  it('adds the rule to a comment that is there, in front of its reason', async () => {
    const above = PRIVILEGED.replace('    priv', '    # holdfast-ignore compose/unpinned-image -- known\n    priv');
    expect(await ignored(above, 'true')).toBe(above.replace('unpinned-image', `unpinned-image, ${ID}`));
    client.dispose();
    const behind = PRIVILEGED.replace('true', 'true # holdfast-ignore compose/unpinned-image');
    expect(await ignored(behind, 'true')).toBe(`${behind.trimEnd()}, ${ID}\n`);
  });

  it('starts a comment of its own when the one above is about the block around', async () => {
    const text = `${PRIVILEGED.replace('  web', '  # holdfast-ignore compose/unpinned-image -- known\n  web')}`;
    expect(await ignored(text, 'true')).toBe(text.replace('    priv', `    ${reason}\n    priv`));
  });

  it.each([
    ['', ''],
    ['%YAML 1.2\n---\n', '...\n---\nx-more: 1\n'],
  ])('does not write into a text of several lines', async (before, after) => {
    const rule = 'compose/credential-in-url';
    const text = [
      `${before}services:`,
      '  web:',
      '    image: nginx:1.29.1',
      '    environment:',
      '      DATABASE_URL: >-',
      '        postgres://app:geheim12345@db:5432/app',
      after,
    ].join('\n');
    expect(await ignored(text, 'geheim', { rules: [rule], rule })).toBe(
      text.replace('      DATABASE', `      # holdfast-ignore ${rule} -- \${1:reason}\n      DATABASE`),
    );
  });

  it('covers a finding in a list item', async () => {
    const rule = 'compose/dangerous-capability';
    const text = 'services:\n  web:\n    image: nginx:1.29.1\n    cap_add:\n    - SYS_ADMIN\n';
    expect(await ignored(text, 'SYS_ADMIN', { rules: [rule], rule })).toBe(
      text.replace('    - SYS', `    # holdfast-ignore ${rule} -- \${1:reason}\n    - SYS`),
    );
  });

  it('works in a later document of the file', async () => {
    const rule = 'kubernetes/privileged-container';
    const pod = (name: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  containers:\n    - name: c\n      image: a:1\n`;
    const text = `%YAML 1.2\n---\n${pod('one')}...\n---\n${pod('two')}      securityContext:\n        privileged: true\n`;
    const manifest = uriOf('/w/pods.yaml');
    await start({ settings: onlyRules(rule) });
    await client.open(manifest, text);
    const actions = await client.codeActions(manifest, at(text, 'true'));
    const result = applied(text, await client.resolve(titled(actions, `Ignore ${rule} here`)));
    expect(result).toBe(
      text.replace('        privileged', `        # holdfast-ignore ${rule} -- \${1:reason}\n        privileged`),
    );
    await client.change(manifest, result);
    expect(await client.found(manifest)).toEqual([]);
  });
});

describe('ignore in this file', () => {
  const ID = 'compose/privileged-container';

  it.each([
    ['', PRIVILEGED],
    ['\uFEFF', PRIVILEGED],
    ['', `# a head line\n---\n${PRIVILEGED}`],
  ])('writes on top, below a byte order mark', async (mark, text) => {
    await start({ settings: PRIVILEGED_ONLY });
    await client.open(COMPOSE, mark + text);
    const result = await apply(mark + text, titled(await actionsAt(mark + text, 'true'), `Ignore ${ID} in this file`));
    expect(result).toBe(`${mark}# holdfast-ignore-file ${ID} -- \${1:reason}\n${text}`);
    await client.change(COMPOSE, result);
    expect(await client.found(COMPOSE)).toEqual([]);
  });
});
