import { normaliseName } from './names';

/** What attackers try first: names of products and people, keyboard rows, and what documentation tells readers to replace. */
const WEAK = new Set(
  (
    'admin administrator root toor sa user username guest test tests tester testing demo dummy default sample example examples ' +
    'password passwd passphrase pass pwd passw0rd p4ssw0rd p4ssword pa55word secret s3cr3t secrets token key apikey credential ' +
    'login welcome hello letmein qwerty qwertz qwertyuiop asdf asdfgh abc abcd abcdef foo bar baz foobar temp tmp dev ' +
    'development local localhost insecure unsafe notsecure weak todo tbd fixme placeholder redacted ' +
    'postgres postgresql pgpassword mysql mariadb mongo mongodb redis rabbitmq rabbit kafka elastic elasticsearch opensearch ' +
    'minio minioadmin minioroot grafana keycloak nextcloud wordpress drupal joomla ghost gitea gitlab jenkins sonar n8n odoo ' +
    'magento moodle laravel django symfony rails strapi directus oracle neo4j influxdb clickhouse cassandra couchdb ' +
    'docker compose container app application api web server database db data service backend master superuser'
  ).split(' '),
);

/** `changeme`, `please-change-this`, `your_password_here`, `<password>`, `set-me`. */
const PLACEHOLDERS = [
  /change(?:me|it|this|that|inprod|before)|changeyour|(?:please|must|to(?:be)?)changed?$/,
  /replace(?:me|this|with|it)/,
  /^(?:your|my|some|the|enter|insert|put|fill|use|generate)[a-z0-9]*(?:password|passwd|pass|secret|token|key|credential|value|here)[a-z]*\d*$/,
  /^(?:put|set|add|fill|insert|enter)(?:me|your|here|this)/,
  /^(?:very|super|top|really|not|so|a|real|my|some|long|strong|random)*(?:secret|secure|password|passwd|safe)(?:key|token|password|string|phrase)?\d{0,4}$/,
  /^(?:for)?(?:dev|development|test|testing|demo|local|example|sample|dummy|fake|insecure|default)(?:only)?(?:secret|password|passwd|pass|pwd|token|key|user|admin)*\d{0,4}$/,
  /^x{3,}$|^\*+$|^\.{3,}$|^_+$/,
];

/**
 * Whether a secret is one of those everybody tries first. `related` are names that stand around it (the user, the database, the
 * service, the variable itself): a password equal to one of them is as good as none.
 */
export function isWeakSecret(value: string, related: readonly string[] = []): boolean {
  const trimmed = value.trim();
  if (/^<[^<>]+>$|^\[[^[\]]+\]$|^_{2}\w+_{2}$/.test(trimmed)) return true;
  const bare = simplify(trimmed);
  if (bare === '') return trimmed !== '' && /^[*._-]+$/.test(trimmed);
  if (isSequence(bare)) return true;
  const stem = bare.replace(/[0-9]{1,4}$/, '');
  const names = related.map((name) => simplify(name)).filter((name) => name.length > 1);
  if (WEAK.has(bare) || WEAK.has(stem) || names.includes(bare) || names.includes(stem)) return true;
  if (PLACEHOLDERS.some((pattern) => pattern.test(bare))) return true;
  return isNamePlusWord(bare, names);
}

/** `postgres_password`, `adminpass`, `redissecret`: a known name and the word password. */
function isNamePlusWord(bare: string, names: readonly string[]): boolean {
  const name = /^([a-z0-9]+?)(?:password|passwd|passw0rd|pass|pwd|pw|secret|token|key)\d{0,4}$/.exec(bare)?.[1];
  return name !== undefined && (WEAK.has(name) || names.includes(name));
}

/** One character over and over, or a run of neighbours: `aaaa`, `1234567`, `87654321`, `123123`, `abcdef`. */
function isSequence(text: string): boolean {
  if (/^(.)\1*$/.test(text) || /^(\d{1,3})\1+$/.test(text)) return true;
  const digits = text.replace(/^([a-z])(?=\d+$)/, '');
  const steps = new Set([...digits].slice(1).map((char, index) => char.charCodeAt(0) - digits.charCodeAt(index)));
  // 1234567890 ends in a nought.
  return (steps.size === 1 && (steps.has(1) || steps.has(-1))) || digits === '1234567890';
}

function simplify(text: string): string {
  return normaliseName(text).replaceAll('_', '').toLowerCase();
}
