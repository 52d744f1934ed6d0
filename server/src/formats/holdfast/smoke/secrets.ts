import { replacePart } from '../../../document/edit';
import type { Entry, ScalarView } from '../../../document/view';
import { isSecretName, issuedTokens, judgeSecret, UNKNOWN_PART, urlCredentials } from '../../../secrets';
import type { Correction, Note } from '../problem';
import type { Kind } from './kind';
import { SECRET_NAME_PATTERN } from './patterns';

interface Literal {
  readonly name: string;
  /** In the text of the scalar. */
  readonly start: number;
  readonly end: number;
}

/** Headers that let somebody in. */
const CREDENTIAL_HEADER = /^(?:(?:proxy-)?authorization|cookie|x-api-key|x-auth-token|api-key)$/i;
const SCHEME = /^(?:Basic|Bearer|Digest|Token|ApiKey)\s+/i;
const ASSIGNMENT = /([\w.-]*[a-z][\w.-]*)(["']?\s*[:=]\s*["']?)([^\s"'&,;}]+)/gi;
const REFERENCE = /\$\{secret:([^}]*)\}/g;

/** Notes secrets that are written into a probe, and references to secrets that cannot be followed. */
export function noteSecrets(probe: Entry, { fields }: Kind, note: Note): void {
  if (probe.value?.kind !== 'map') return;
  const elsewhere = Object.hasOwn(fields, 'env') ? IN_ENVIRONMENT : Object.hasOwn(fields, 'write') ? IN_CONTAINER : '';
  for (const { key, value } of probe.value.entries) {
    const field = Object.hasOwn(fields, key.text) ? fields[key.text] : undefined;
    const place: Place = { holdsSecrets: field?.holdsSecrets === true, elsewhere, note };
    if (value?.kind === 'scalar') judge(key.text, value, place);
    else if (value?.kind === 'map') {
      for (const one of value.entries) if (one.value?.kind === 'scalar') judge(one.key.text, one.value, place);
    } else if (value?.kind === 'sequence') {
      const words = value.items.filter((item): item is ScalarView => item.kind === 'scalar');
      for (const [index, word] of words.entries()) {
        // `--password hunter2` as well as `--password=hunter2`.
        const option = /^--?([a-z][\w-]*)$/i.exec(words[index - 1]?.text ?? '')?.[1];
        judge(option ?? key.text, word, place);
      }
    }
  }
}

interface Place {
  readonly holdsSecrets: boolean;
  /** Where a secret goes that this is no place for; the end of a sentence. */
  readonly elsewhere: string;
  readonly note: Note;
}

const IN_ENVIRONMENT = ': put it into `env`, as `${secret:NAME}`, where the program reads it';
const IN_CONTAINER = ': take a variable of the container, `${NAME}`';

function judge(name: string, scalar: ScalarView, { holdsSecrets, elsewhere, note }: Place): void {
  for (const { 0: reference, 1: secret = '', index } of scalar.text.matchAll(REFERENCE)) {
    const place = scalar.partToken(index, index + reference.length);
    if (!holdsSecrets) {
      note(place, `Secrets are not filled in here, where others could see them${elsewhere}.`);
      continue;
    }
    if (new RegExp(SECRET_NAME_PATTERN).test(secret)) continue;
    note(place, 'The name of a secret is made of letters, digits and `_`: `${secret:DB_PASSWORD}`.');
  }
  const literal = literalIn(name, scalar.text);
  if (!literal) return;
  if (!holdsSecrets) {
    const where = scalar.partToken(literal.start, literal.end);
    note(where, `A secret stands here for everybody to read${elsewhere}.`);
    return;
  }
  const reference = `\${secret:${referenceName(literal.name)}}`;
  note(
    scalar.partToken(literal.start, literal.end),
    `A secret stands here for everybody to read: write \`${reference}\`, and it is asked for where the test runs.`,
    correctionOf(scalar, literal, reference),
  );
}

function correctionOf(scalar: ScalarView, { start, end }: Literal, reference: string): Correction {
  return { title: `Change to \`${reference}\``, edits: () => replacePart(scalar, start, end, reference) };
}

function literalIn(name: string, text: string): Literal | undefined {
  // What is filled in when the test runs is not in the file; a stand-in of the same length keeps the places.
  const known = text.replace(/\$\{[^}]*\}/g, (variable) => UNKNOWN_PART.repeat(variable.length));
  const [credential] = urlCredentials(known);
  if (credential) return { name: `${credential.scheme}_PASSWORD`, ...credential };
  const token = issuedTokens(known).find(({ isExample }) => !isExample);
  if (token) return { name: isSecretName(name) ? name : 'TOKEN', ...token };
  if (CREDENTIAL_HEADER.test(name)) {
    const start = SCHEME.exec(known)?.[0].length ?? 0;
    return known.includes(UNKNOWN_PART) || known.length <= start ? undefined : { name, start, end: text.length };
  }
  if (judgeSecret(name, known)) return { name, start: 0, end: text.length };
  for (const { 1: assigned = '', 2: sign = '', 3: value = '', index } of known.matchAll(ASSIGNMENT)) {
    const start = index + assigned.length + sign.length;
    if (judgeSecret(assigned.replace(/^-+/, ''), value)) return { name: assigned, start, end: start + value.length };
  }
  return undefined;
}

function referenceName(name: string): string {
  return name
    .replace(/^[^A-Za-z]+/, '')
    .replace(/\W+/g, '_')
    .toUpperCase();
}
