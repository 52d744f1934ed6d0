import { describe, expect, it } from 'vitest';
import { withoutSecrets } from '../../../client/src/live/services/words';
import { Redactor } from '../../../client/src/live/smoke/redactor';
import { cleaned } from '../../../client/src/live/smoke/text';

const SECRET = 'p<&"s+w?rd hunter2/é';

function knowing(...secrets: string[]): Redactor {
  const redactor = new Redactor(['db']);
  for (const secret of secrets) redactor.learn(secret);
  return redactor;
}

describe('a secret', () => {
  it.each([
    ['as it is', SECRET],
    ['in an address', encodeURIComponent(SECRET)],
    ['in an address, as other programs write it', encodeURIComponent(SECRET).replace(/%[\dA-F]{2}/g, lower)],
    ['in a form', new URLSearchParams({ x: SECRET }).toString().slice(2)],
    ['in JSON', JSON.stringify({ x: SECRET }).slice(6, -2)],
    ['in JSON of Go', JSON.stringify(SECRET).slice(1, -1).replace('<', '\\u003c').replace('&', '\\u0026')],
    ['on a page', 'p&lt;&amp;&quot;s+w?rd hunter2/é'],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['in base64 for addresses', Buffer.from(SECRET).toString('base64url')],
  ])('is hidden %s', (_, form) => {
    const text = knowing(SECRET).text(`before ${form} after`);
    expect(text).toMatch(/^before •••=* after$/);
  });

  it.each(['', 'a', 'me', 'you', 'root'])('is hidden in base64 behind a user %j', (user) => {
    const pair = Buffer.from(`${user}:${SECRET}:more`).toString('base64');
    const text = knowing(SECRET).text(pair);
    // What is left are the characters at both ends that it shares with others.
    expect(text.length).toBeLessThanOrEqual(pair.length - 24);
    const left = Buffer.from(text.replace('•••', ''), 'base64').toString('latin1');
    expect(left).not.toMatch(/hunter|w\?rd/);
  });

  it('is hidden where a sentence was cut in the middle of it', () => {
    const redactor = knowing('hunt', 'hunter2-and-more');
    expect(redactor.text('It says: the password is hunter2-a…')).toBe('It says: the password is •••…');
    expect(redactor.text('It says: hu…')).toBe('It says: hu…');
  });

  it('of several lines is hidden line by line', () => {
    const key = '-----BEGIN KEY-----\nMIIEvQIBADAN\nBgkqhkiG9w0B\n-----END KEY-----';
    const text = knowing(key).text(`${key.split('\n').join('\r\n')} and MIIEvQIBADAN`);
    expect(text).not.toMatch(/MIIE|Bgkq/);
  });

  it('of an address in a variable is known, whatever the variable is called', () => {
    const redactor = new Redactor();
    redactor.learnFrom([
      ['DATABASE_URL', 'postgres://me:hunter%402@db/x'],
      ['MODE', 'production'],
    ]);
    expect(redactor.text('hunter%402 hunter@2 production')).toBe('••• ••• production');
  });

  it('hides no figure, no service and no way of logging in', () => {
    const redactor = knowing('5432', 'true', 'db');
    redactor.learnFrom([
      ['POSTGRES_HOST_AUTH_METHOD', 'trust'],
      ['PASSWORD_FILE', '/run/secrets/x'],
    ]);
    const text = 'db listens on 5432, true: trust this, it reads /run/secrets/x';
    expect(redactor.text(text)).toBe(text);
  });
});

describe('what looks like a secret', () => {
  it.each([
    ['DB_PASS=hunter2 x', 'DB_PASS=••• x'],
    ['"access_key": "hunter2", "a": 1', '"access_key": •••, "a": 1'],
    ['password: hunter2', 'password: •••'],
    ['postgres://me:hun@ter2@db:5432/x', 'postgres://me:•••@db:5432/x'],
    ['Authorization: Basic aHVudGVyMg==', 'Authorization: Basic •••'],
  ])('is hidden: %s', (text, hidden) => {
    expect(withoutSecrets(text)).toBe(hidden);
  });

  it.each([
    'http://registry:4873/@scope/package',
    'write it into "url", with ${secret:NAME} for the password.',
    '12 pass: 0 fail',
  ])('is not: %s', (text) => {
    expect(withoutSecrets(text)).toBe(text);
  });

  it.each(['x', 'a.', 'a-', 'token', 'token_', '://', '://a:', 'password ', 'password="', '_key="', 'Basic ', 'ab@'])(
    'is looked for in a megabyte of %j in no time',
    (part) => {
      const redactor = knowing('hunter2', 'xxxxxxxxxxxxxxxxxxxy', '://://://!');
      const begun = performance.now();
      redactor.text(part.repeat((1 << 20) / part.length));
      expect(performance.now() - begun).toBeLessThan(2_000);
    },
  );
});

describe('a text that is too long', () => {
  it.each([0, 1, 3, 5])('shows no half of a secret where it was cut (%i)', (shift) => {
    const redactor = knowing('hunter2');
    const text = cleaned('#'.repeat(shift) + 'hunter2'.repeat(100_000), (part) => redactor.text(part));
    expect(text.replaceAll('•••', '')).not.toMatch(/hu|un|nt|er2|r2/);
    expect(text.length).toBeLessThan(20_000);
  });

  it('keeps beginning and end', () => {
    const text = cleaned(`begin${'x'.repeat(1e6)}end`, (part) => part);
    expect(text).toMatch(/^beginx+\n… \d+ characters left out …\nx+end$/);
    expect(cleaned('short', (part) => part)).toBe('short');
  });
});

function lower(code: string): string {
  return code.toLowerCase();
}
