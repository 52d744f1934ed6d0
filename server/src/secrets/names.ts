/** One spelling for all: `dbPassword`, `Db__Password` and `db.password` give `DB_PASSWORD`. */
export function normaliseName(name: string): string {
  // As nearly all names of variables are written.
  if (/^[A-Z](?:[A-Z0-9]|_(?=[A-Z0-9]))*$/.test(name)) return name;
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toUpperCase();
}

const SECRET_WORDS =
  /PASSWORD|PASSPHRASE|PASSWD|TOKEN(?!IZ)|SECRET(?!ARY)|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|SECRET_?KEY|ENCRYPTION_?KEY|CREDENTIAL|(?<!PROXY)_(?:PASS|PWD|SALT|DSN)$/;

/** Meant to be seen by everybody, or about whether there is a password at all. */
const PUBLIC_WORDS = /PUBLIC_?KEY|SITE_?KEY|PUBLISHABLE|ALLOW_EMPTY|(?:^|_)RANDOM_/;

/** What the last word says the value is: something about a secret, or where it can be found, but never the secret. */
const DESCRIBING_LAST_WORDS = new Set(
  (
    'FILE PATH DIR DIRECTORY FOLDER LOCATION URL URI HOST HOSTNAME DOMAIN PORT ENDPOINT SERVER SERVICE REGION BUCKET NAME USER USERNAME ' +
    'GROUP ROLE HEADER COOKIE SAMESITE ISSUER AUDIENCE SCOPE SCOPES CLAIM TYPE KIND POLICY STRATEGY PREFIX SUFFIX FIELD ATTRIBUTE ' +
    'ENABLED DISABLED ENABLE DISABLE REQUIRED SUPPORT ALGORITHM ALGORITHMS ALG METHOD MODE PROVIDER BACKEND DRIVER STORE FORMAT PATTERN ' +
    'REGEX VERSION REF ARN HASHER HASHERS ENCODER ENCODING HINT REALM NAMESPACE VALIDATION VERIFICATION AUTHENTICATION LOGIN RESET RECOVERY'
  ).split(' '),
);

/** Words of keys that hold a number or a duration: `TOKEN_EXPIRE_MINUTES`, `PASSWORD_MIN_LENGTH`, `MAX_TOKENS`. */
const QUANTITY_WORDS = new Set(
  (
    'TTL EXPIRE EXPIRES EXPIRED EXPIRY EXPIRATION LIFETIME LIFESPAN AGE DURATION PERIOD INTERVAL TIMEOUT DELAY WINDOW ROTATION MS ' +
    'MILLISECONDS SECONDS SECS MINUTES MINS HOURS DAYS WEEKS VALIDITY LEEWAY LENGTH LEN SIZE BYTES BITS MIN MAX MINIMUM MAXIMUM ' +
    'COUNT LIMIT LIMITS NUMBER RETRIES ATTEMPTS ROUNDS ITERATIONS COST STRENGTH COMPLEXITY HISTORY BUDGET TOKENS RATE THRESHOLD'
  ).split(' '),
);

/** Whether a variable of this name is expected to hold a secret. */
export function isSecretName(name: string): boolean {
  const normalised = normaliseName(name);
  if (!SECRET_WORDS.test(normalised) || PUBLIC_WORDS.test(normalised)) return false;
  return !DESCRIBING_LAST_WORDS.has(normalised.slice(normalised.lastIndexOf('_') + 1));
}

/** Whether a variable of this name may hold a number or a duration instead of a secret. */
export function isQuantityName(name: string): boolean {
  return normaliseName(name)
    .split('_')
    .some((word) => QUANTITY_WORDS.has(word));
}

/** A connection string by its name: only its user part is a secret. */
export function isDsnName(name: string): boolean {
  return /_DSN$/.test(normaliseName(name));
}
