import { describe, expect, it } from 'vitest';
import {
  isSecretName,
  isWeakSecret,
  issuedTokens,
  judgeSecret,
  urlCredentials,
  UNKNOWN_PART,
} from '../../../server/src/secrets';

const STRONG = 'Zk3vQ8nT1xW6';

describe('isSecretName', () => {
  it.each([
    'PASSWORD',
    'DB_PASSWORD',
    'MYSQL_ROOT_PASSWORD',
    'SSH_PASSPHRASE',
    'MYSQL_PASSWD',
    'GITHUB_TOKEN',
    'JWT_SECRET',
    'MYAPIKEY',
    'API_KEY',
    'AWS_ACCESS_KEY_ID',
    'TLS_PRIVATE_KEY',
    'APP_ENCRYPTION_KEY',
    'GCP_CREDENTIALS',
    'DB_PASS',
    'SA_PWD',
    'HASH_SALT',
    'SENTRY_DSN',
    'dbPassword',
    'spring.datasource.password',
    'Jwt__Secret',
    'auth-token',
    'PASSPORT_SECRET',
  ])('%s is one', (name) => expect(isSecretName(name)).toBe(true));

  it.each([
    'POSTGRES_PASSWORD_FILE',
    'TOKEN_URL',
    'SECRET_NAME',
    'AUTH_TOKEN_HEADER',
    'TOKEN_TYPE',
    'PASSWORD_POLICY',
    'MYSQL_ALLOW_EMPTY_PASSWORD',
    'MYSQL_RANDOM_ROOT_PASSWORD',
    'RECAPTCHA_SITE_KEY',
    'STRIPE_PUBLISHABLE_API_KEY',
    'JWT_PUBLIC_KEY_TOKEN',
    'EGG_PASSPORT_GITHUB_CLIENT_ID',
    'TOKENIZERS_PARALLELISM',
    'SECRETARY',
    'BYPASS',
    'PWD',
    'PATH',
    'KEYCLOAK_USER',
    'NGINX_PROXY_PASS',
    'PASSWORD_AUTHENTICATION',
  ])('%s is none', (name) => expect(isSecretName(name)).toBe(false));
});

describe('judgeSecret', () => {
  it('tells what everybody tries first from what only stands in the file', () => {
    expect(judgeSecret('DB_PASSWORD', STRONG)).toBe('plaintext');
    expect(judgeSecret('DB_PASSWORD', 'changeme')).toBe('weak');
    expect(judgeSecret('DB_PASSWORD', 'shop', ['shop'])).toBe('weak');
    expect(judgeSecret('LOG_LEVEL', STRONG)).toBeUndefined();
    expect(judgeSecret('S3_ACCESS_KEY_ID', STRONG)).toBe('plaintext');
    expect(judgeSecret('S3_ACCESS_KEY_ID', 'minio', ['minio'])).toBeUndefined();
  });

  it.each([
    '',
    'true',
    '1',
    'no',
    '/run/secrets/db',
    './key.pem',
    'https://login.example.com/token',
    'HS256',
    'bcrypt',
  ])('leaves %j alone', (value) => expect(judgeSecret('DB_PASSWORD', value)).toBeUndefined());

  it.each([
    'vault:secret/data/app#key',
    'op://vault/item/field',
    'arn:aws:secretsmanager:eu:1:secret:x',
    '{{ password }}',
  ])('leaves the reference %j alone', (value) => expect(judgeSecret('DB_PASSWORD', value)).toBeUndefined());

  it('leaves stored hashes alone', () => {
    const bcrypt = '$2y$10$vI8aWBnW3fID.ZQ4/zo1G.q1lRps.9cGLcZEiGDMVr5yUP1KUOYTa';
    expect(judgeSecret('ADMIN_PASSWORD', bcrypt)).toBeUndefined();
    expect(judgeSecret('ADMIN_PASSWORD', `admin:${bcrypt}`)).toBeUndefined();
    expect(judgeSecret('ADMIN_PASSWORD', '$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA')).toBeUndefined();
  });

  it('says nothing about what is not known', () => {
    expect(judgeSecret('DB_PASSWORD', `prefix-${UNKNOWN_PART}`)).toBeUndefined();
  });

  it('takes numbers for settings only under names of settings', () => {
    expect(judgeSecret('TOKEN_TTL', '30m')).toBeUndefined();
    expect(judgeSecret('ACCESS_TOKEN_EXPIRE_MINUTES', '30')).toBeUndefined();
    expect(judgeSecret('MAX_TOKENS', '4096')).toBeUndefined();
    expect(judgeSecret('REFRESH_TOKEN_LIFETIME', 'PT15M')).toBeUndefined();
    expect(judgeSecret('TOKEN_TTL', STRONG)).toBe('plaintext');
    expect(judgeSecret('DB_PASSWORD', '84120933')).toBe('plaintext');
  });

  it('wants a user in a DSN', () => {
    expect(judgeSecret('SENTRY_DSN', 'https://8a1f2b3c@sentry.example.com/7')).toBe('plaintext');
    expect(judgeSecret('MYSQL_DSN', `shop:${STRONG}@tcp(db:3306)/shop`)).toBe('plaintext');
    expect(judgeSecret('PG_DSN', `host=db user=shop password=${STRONG}`)).toBe('plaintext');
    expect(judgeSecret('CACHE_DSN', 'redis://cache:6379')).toBeUndefined();
    expect(judgeSecret('PG_DSN', 'host=db user=shop')).toBeUndefined();
  });

  it('leaves a password inside a URL to urlCredentials', () => {
    expect(judgeSecret('DB_SECRET', `postgres://shop:${STRONG}@db/shop`)).toBeUndefined();
  });
});

describe('isWeakSecret', () => {
  it.each([
    'changeme',
    'Change-Me!',
    'please_change_this',
    'password',
    'P4ssw0rd',
    'admin123',
    'root',
    'postgres',
    'minioadmin',
    'mysecretpassword',
    'supersecret',
    'your-api-key-here',
    '<password>',
    'xxxx',
    '****',
    '123456',
    '654321',
    '123123',
    'aaaa',
    'postgres_password',
    'test1234',
    'replace-me',
    'dev-secret',
  ])('%j is one', (value) => expect(isWeakSecret(value)).toBe(true));

  it.each([STRONG, 'low-tide-7-lanterns', 'hunter2', '84120933', 'c3e1f0', 'correct horse battery staple', ''])(
    '%j is none',
    (value) => expect(isWeakSecret(value)).toBe(false),
  );

  it('compares with names around it, whatever their spelling', () => {
    expect(isWeakSecret('order-service', ['order_service'])).toBe(true);
    expect(isWeakSecret('orderservice2024', ['order-service'])).toBe(true);
    expect(isWeakSecret('orders-pass', ['orders'])).toBe(true);
    expect(isWeakSecret('orders', ['shop'])).toBe(false);
  });
});

describe('urlCredentials', () => {
  const passwords = (text: string) => urlCredentials(text).map(({ start, end }) => text.slice(start, end));

  it.each([
    ['postgres://shop:s3@db:5432/shop', ['s3']],
    ['redis://:s3@cache', ['s3']],
    ['jdbc:postgresql://shop:s3@db/shop', ['s3']],
    ['amqp://a:one@h1:5672,amqp://b:two@h2', ['one', 'two']],
    ['--uri=mongodb://shop:p%40ss@db/x --other', ['p%40ss']],
    ['https://user:with@sign@example.com', ['with@sign']],
    ['x://u:p$WORD@h', ['p$WORD']],
  ])('finds what %j gives away', (text, expected) => expect(passwords(text)).toEqual(expected));

  it.each([
    'postgres://shop@db/shop',
    'postgres://shop:@db/shop',
    'https://example.com:8443/users?mail=a@b.example',
    `postgres://shop:${UNKNOWN_PART.repeat(3)}@db`,
    'postgres://shop:$PASSWORD@db',
    'postgres://shop:$(PASSWORD)@db',
    'postgres://shop:${PASSWORD}@db',
    'postgres://shop:{{ .Password }}@db',
    'postgres://%s:%s@db/shop',
    'https://user:***@example.com',
    'git@github.com:example/app.git',
  ])('finds nothing in %j', (text) => expect(passwords(text)).toEqual([]));

  it('looks through a long text without backtracking', () => {
    const text = `http://${'a:'.repeat(50_000)}`;
    const before = performance.now();
    expect(passwords(text)).toEqual([]);
    expect(performance.now() - before).toBeLessThan(2000);
  });
});

describe('issuedTokens', () => {
  // Put together here, so that no scanner takes this file for a leak.
  const random = 'q7Zr2LkX9vBt4NwPs6MdHy1Jc8Gf3TaEo5Ui';
  it.each([
    ['AWS access key', `AKIA${'Q7ZR2LKX9VBT4NWP'}`],
    ['GitHub token', `ghp_${random}`],
    ['GitLab token', `glpat-${random.slice(0, 20)}`],
    ['Slack token', `xoxb-${random.slice(0, 24)}`],
    ['Stripe key', `sk_live_${random.slice(0, 24)}`],
    ['OpenAI key', `sk-proj-${random}`],
    ['Google API key', `AIza${random.slice(0, 35)}`],
    ['private key', `-----BEGIN RSA ${'PRIVATE'} KEY-----`],
  ])('knows a %s', (title, token) => {
    expect(issuedTokens(`Authorization: ${token} `)).toEqual([
      { title, start: 15, end: 15 + token.length, isExample: false },
    ]);
  });

  it('marks what documentation prints', () => {
    expect(issuedTokens('AKIAIOSFODNN7EXAMPLE')).toMatchObject([{ isExample: true }]);
  });

  it('takes ordinary text for nothing', () => {
    expect(issuedTokens('sk-live AKIA xox ghp_short -----BEGIN CERTIFICATE-----')).toEqual([]);
  });
});
