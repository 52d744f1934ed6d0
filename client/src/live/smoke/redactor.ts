/** Keeps secrets out of everything that is shown. One for a run: what one test comes to know protects the results of all. */
import { withoutSecrets } from '../services/words';

/** Names of variables, headers and keys whose values nobody is to see. */
const SECRET_NAME = /pass|secret|token|key(?!cloak|board|space)|auth(?!or|elia|entik)|cookie|credential/i;
/** Variables that name a file with the secret, or how somebody logs in. */
const NAMES_NO_VALUE = /_(?:FILE|METHOD)$/;
/** Values that are not worth hiding and would spoil every figure: `true`, `3600`. */
const PLAIN = /^(?:\d{1,5}|true|false|yes|no|on|off|null|none|default)$/i;
/** Shorter ones are hidden only where they stand alone. */
const UNMISTAKABLE = 5;
/** Of a base64 text that may stand for something else by chance. */
const UNMISTAKABLE_BASE64 = 8;
const MASK = '•••';
const CUT = '…';
/** A text with more of them was written so. */
const MOST_CUTS = 50;
const LEAST_BEGINNING = 3;

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !NAMES_NO_VALUE.test(name);
}

export class Redactor {
  readonly #learnt = new Set<string>();
  /** In all their forms. */
  readonly #secrets = new Set<string>();
  readonly #names: ReadonlySet<string>;
  #expression: RegExp | undefined;

  /** @param names of services and the like: where a password is one of them, hiding it would hide what every message is about */
  constructor(names: Iterable<string> = []) {
    this.#names = new Set(names);
  }

  /** Hides a value from now on, in the forms in which servers and programs give it back. */
  learn(value: string): void {
    for (const line of [value, ...value.split('\n')]) {
      const secret = line.trim();
      if (secret === '' || PLAIN.test(secret) || isPlaceholder(secret) || this.#names.has(secret)) continue;
      // Every try learns what its containers hold, mostly once more.
      if (this.#learnt.has(secret)) continue;
      this.#learnt.add(secret);
      for (const form of formsOf(secret)) this.#secrets.add(form);
      this.#expression = undefined;
    }
  }

  /** Learns the values of those names that announce a secret, and the passwords in addresses. */
  learnFrom(values: Iterable<readonly [name: string, value: string]>): void {
    for (const [name, value] of values) {
      this.#learnFromAddresses(value);
      if (!isSecretName(name)) continue;
      this.learn(value);
      this.#learnCredential(value);
    }
  }

  /** Learns what is written openly in a test: passwords in addresses, values of headers and variables that announce a secret. */
  learnFromData(data: unknown): void {
    if (typeof data === 'string') return this.#learnFromAddresses(data);
    if (typeof data !== 'object' || data === null) return;
    for (const [name, value] of Object.entries(data)) {
      if (typeof value === 'string') this.learnFrom([[name, value]]);
      this.learnFromData(value);
    }
  }

  text(text: string): string {
    this.#expression ??= this.#compile();
    return withoutSecrets(this.#withoutBeginnings(text.replace(this.#expression, MASK)));
  }

  /** The same object where nothing in it is secret. */
  data<Value>(value: Value): Value {
    return this.#clean(value, '') as Value;
  }

  /** Of secrets that were cut where a sentence became too long. */
  #withoutBeginnings(text: string): string {
    const parts = text.split(CUT);
    if (parts.length === 1 || parts.length > MOST_CUTS) return text;
    const [last = '', ...before] = parts.reverse();
    return [...before.reverse().map((part) => this.#withoutBeginning(part)), last].join(CUT);
  }

  #withoutBeginning(text: string): string {
    const lengths = [...this.#secrets].map((form) => {
      let length = Math.min(form.length - 1, text.length);
      while (length >= LEAST_BEGINNING && !text.endsWith(form.slice(0, length))) length--;
      return length;
    });
    const longest = Math.max(0, ...lengths);
    return longest >= LEAST_BEGINNING ? text.slice(0, -longest) + MASK : text;
  }

  #clean(value: unknown, name: string): unknown {
    if (typeof value === 'string') return isSecretName(name) && !isPlaceholder(value) ? MASK : this.text(value);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, one]): [string, unknown, unknown] => [
      key,
      one,
      this.#clean(one, key),
    ]);
    if (entries.every(([, before, after]) => before === after)) return value;
    const cleaned = entries.map(([key, , after]) => [key, after] as const);
    return Array.isArray(value) ? cleaned.map(([, after]) => after) : Object.fromEntries(cleaned);
  }

  /** Such as `postgres://me:hunter2@db` and `http://machine/?token=hunter2`. */
  #learnFromAddresses(text: string): void {
    for (const [address, user = '', password] of text.matchAll(
      /\b[a-z][\w+.-]{0,20}:\/\/(?:([^\s/:@]*)(?::([^\s/]*))?@)?\S*/gi,
    )) {
      if (password !== undefined) {
        this.learn(password);
        this.learn(decoded(password));
        this.learn(`${decoded(user)}:${decoded(password)}`);
      }
      this.learnFrom(parametersOf(address));
    }
  }

  /** `Bearer abc`, `Basic dXNlcjpwYXNz`. */
  #learnCredential(value: string): void {
    const [, scheme = '', credential] = /^(\w+)\s+(\S+)$/.exec(value) ?? [];
    if (credential === undefined) return;
    this.learn(credential);
    if (scheme.toLowerCase() !== 'basic') return;
    const pair = Buffer.from(credential, 'base64').toString('utf8');
    this.learn(pair.slice(pair.indexOf(':') + 1));
  }

  #compile(): RegExp {
    // The longest first: one secret may begin with another.
    const forms = [...this.#secrets]
      .sort((a, b) => b.length - a.length)
      .map((form) => {
        const literal = form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
        return form.length < UNMISTAKABLE ? `(?<!\\w)${literal}(?!\\w)` : literal;
      });
    return forms.length === 0 ? /(?!)/ : new RegExp(forms.join('|'), 'g');
  }
}

/** As programs and servers give a text back: in addresses, forms, JSON, pages, and in base64 alone or as a part of something. */
function formsOf(secret: string): Set<string> {
  const percent = encodeURIComponent(secret);
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  const json = escaped(secret);
  const forms = [
    secret,
    percent,
    form,
    json,
    escaped(json),
    json.replace(/[<>&]/g, asUnicode),
    secret.replace(/[&<>"']/g, asEntity),
  ];
  const lower = [percent, form].map((text) => text.replace(/%[\dA-F]{2}/g, (code) => code.toLowerCase()));
  const base64 = base64FormsOf(Buffer.from(secret));
  return new Set([
    ...forms,
    ...lower,
    ...base64,
    ...base64.map((text) => text.replace(/\+/g, '-').replace(/\//g, '_')),
  ]);
}

/** Three characters of base64 stand for two or more bytes that are not all the secret's, depending on where it begins. */
function base64FormsOf(secret: Buffer): string[] {
  const whole = secret.toString('base64').replace(/=+$/, '');
  const parts = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), secret]).toString('base64');
    const last = (before + secret.length) % 3;
    return text.slice(before === 0 ? 0 : before + 1, last === 0 ? undefined : last - 4);
  });
  return [whole, ...parts.filter(({ length }) => length >= UNMISTAKABLE_BASE64)];
}

/** Twice for JSON that stands in JSON. */
function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function asUnicode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function asEntity(character: string): string {
  return ENTITIES[character] ?? character;
}

function isPlaceholder(value: string): boolean {
  return /^(?:\w+\s+)?\$\{[^}]+\}$/.test(value.trim());
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function parametersOf(address: string): [string, string][] {
  const query = address.split('?', 2)[1];
  return query === undefined ? [] : [...new URLSearchParams(query.split('#', 1)[0])];
}
