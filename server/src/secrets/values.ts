/** Stands in a text for a part that is not known; formats put it in place of their variables before they ask here. */
export const UNKNOWN_PART = '\uFFFC';

const SWITCHES =
  /^(?:true|false|yes|no|on|off|0|1|y|n|none|null|nil|enabled?|disabled?|optional|required|auto|never|unlimited)$/i;
const QUANTITY =
  /^[+-]?\d+(?:[._]\d+)*\s*(?:ms|s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?|w|weeks?|y|years?|[kmg]i?b?|b|bytes|%)?$/i;
const ISO_DURATION = /^P(?=\d|T\d)(?:\d+[YMWD])*(?:T(?:\d+[HMS])+)?$/;
const ALGORITHM =
  /^(?:[HREP]S(?:256|384|512)|ES256K|EdDSA|ed25519|A(?:128|192|256)(?:GCM|CBC|KW).*|aes[-_]?\d{3}([-_][\w-]+)?|rsa(?:[-_]?\d{4})?|hmac[\w-]*|sha[-_]?\d{1,3}|md5|bcrypt|scrypt|argon2(?:id|i|d)?|pbkdf2[\w-]*|scram[-_]sha[-_]\d+|plain|basic|bearer|jwt|opaque)$/i;
const PATH = /^(?:(?:\.{1,2}|~)?\/(?:[\w.@{}+-]+(?:\/[\w.@{}+-]+)*\/?)?|[A-Za-z]:[\\/][^\s]*|file:\S+)$/;
/** A file beside the program: `credentials.json`, `broker.keystore_creds`. */
const FILE_NAME = /^[\w-]+(?:\.[\w-]+)*(?:\.(?:json|pem|key|crt|cer|jks|p12|pfx|txt|ya?ml|toml|conf|env)|_creds)$/i;
const URL_WITHOUT_USER = /^[a-z][a-z0-9+.-]*:\/\/[^\s@]*$/i;
/** Where a secret manager keeps it, or a sealed form of it. */
const REFERENCE =
  /^(?:op:\/\/|vault:|ref\+|arn:|aws:|awssm:|gcp:|gcpsm:|sm:\/\/|azure:|keyvault:|secretsmanager:|ssm:|projects\/[^/]+\/secrets\/|ENC\[|docker:|secret:\/\/)/i;
/** A stored hash is no secret in plain text: crypt, Argon2, htpasswd and LDAP forms. */
const HASH =
  /^(?:[\w.-]+:)?(?:\$(?:2[abxy]?|5|6|y|apr1|argon2(?:id|i|d)|scrypt|pbkdf2[\w-]*)\$|\{(?:SSHA|SHA|CRYPT)\d*\})/i;
const TEMPLATE = /\{\{|<%|\{%|%\(\w+\)s|^@@?\w+@@?$|\$\(|^\$\{?\w+\}?$/;

/** What a text can be when it is not a secret. */
export function isHarmlessValue(value: string): boolean {
  const text = value.trim();
  return (
    text === '' ||
    SWITCHES.test(text) ||
    ALGORITHM.test(text) ||
    PATH.test(text) ||
    FILE_NAME.test(text) ||
    URL_WITHOUT_USER.test(text) ||
    REFERENCE.test(text) ||
    HASH.test(text) ||
    TEMPLATE.test(text) ||
    text.includes(UNKNOWN_PART)
  );
}

/** A number or a duration: `30m`, `3600`, `PT15M`. */
export function isQuantity(value: string): boolean {
  return QUANTITY.test(value.trim()) || ISO_DURATION.test(value.trim());
}
