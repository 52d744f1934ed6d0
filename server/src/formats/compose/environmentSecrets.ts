import { insertAt, renameKey, replacePart, replaceScalar, type Edits } from '../../document/edit';
import { contains, type Token } from '../../document/text';
import { WrittenMap } from '../../document/view';
import type { CompanionFile } from '../../engine/rule';
import { secretFileVariable } from '../../images';
import { judgeSecret, UNKNOWN_PART, type SecretVerdict } from '../../secrets';
import { interpolate, variablesOf } from './interpolation';
import { scalarText, type ComposeService, type EnvironmentVariable } from './model';

/** An environment variable whose value is a secret in plain text, possibly as the default of another variable. */
export interface EnvironmentSecret {
  readonly service: ComposeService;
  readonly variable: EnvironmentVariable;
  /** The value, or its default: what the finding points at. */
  readonly token: Token;
  /** The variable to ask for instead: the one the default belongs to, or the name of the key. */
  readonly source: string;
  readonly isDefault: boolean;
}

/** Names whose value a password must not be equal to. */
const NEIGHBOUR_NAMES = /(?:USER|USERNAME|LOGIN|DB|DATABASE|NAME)$/i;

export function environmentSecrets(service: ComposeService, verdict: SecretVerdict): EnvironmentSecret[] {
  return verdictsOn(service).flatMap(({ variable, judged }) =>
    judged === verdict ? [secretOf(service, variable)] : [],
  );
}

interface Verdict {
  readonly variable: EnvironmentVariable;
  readonly judged: SecretVerdict | undefined;
}

function verdictsOn(service: ComposeService): readonly Verdict[] {
  // Two rules share the verdicts: each variable is judged once.
  return service.once('verdicts', () => judgeAll(service));
}

function judgeAll(service: ComposeService): Verdict[] {
  const { environment } = service;
  const related = [
    service.name,
    service.knownImage?.kind ?? '',
    ...environment.flatMap(({ name, value }) => (value && NEIGHBOUR_NAMES.test(name) ? [interpolate(value).text] : [])),
  ];
  return environment.map((variable) => {
    const value = interpolate(variable.value ?? '');
    return { variable, judged: value.known ? judgeSecret(variable.name, value.text, related) : undefined };
  });
}

/** Asks for the value when the stack starts, and stops with a message when nobody gives it. */
export function requireVariable({ variable, source }: EnvironmentSecret): Edits {
  const { scalar, value, valueStart } = variable;
  const required = requiredVariable(source);
  if (valueStart === 0) return replaceScalar(scalar, required);
  return replacePart(scalar, valueStart, valueStart + (value ?? '').length, required);
}

/** `${NAME:?set NAME}`: https://docs.docker.com/reference/compose-file/interpolation/ */
export function requiredVariable(name: string): string {
  return `\${${name}:?set ${name}}`;
}

/**
 * Hands the secret over as a file, where the image is known to read one: the variable with the path, the service's `secrets:` and the
 * top-level declaration. Only for variables that this service has to itself.
 */
export function useSecretFile({ service, variable }: EnvironmentSecret): Edits {
  const fileVariable = service.knownImage && secretFileVariable(service.knownImage, variable.name);
  const { root } = service.file;
  if (!fileVariable || service.isSwarm || !belongsToServiceAlone(service, variable)) return undefined;
  if (!(root instanceof WrittenMap) || service.environment.some(({ name }) => name === fileVariable)) return undefined;
  const secret = secretName(service, variable);
  const path = `/run/secrets/${secret}`;
  const declared = root.get('secrets')?.value;
  const isDeclared = declared?.kind === 'map' && declared.get(secret) !== undefined;
  const isGranted = service.items('secrets').some(({ view }) => {
    return (view.kind === 'map' ? scalarText(view.get('source')?.value) : scalarText(view)) === secret;
  });
  const renamed = renameVariable(variable, fileVariable, path);
  const granted = isGranted ? [] : service.append('secrets', secret);
  const made = isDeclared ? [] : insertAt(root, ['secrets', secret, 'file'], `./${secretPath(secret)}`);
  return renamed && granted && made && [...renamed, ...granted, ...made];
}

/** The file that `useSecretFile` names. Not for a default: somebody may set the variable elsewhere. */
export function secretFiles({ service, variable, isDefault }: EnvironmentSecret): readonly CompanionFile[] {
  if (isDefault || variable.value === undefined) return [];
  const { text } = interpolate(variable.value);
  return [{ path: secretPath(secretName(service, variable)), text, isSecret: true }];
}

function secretPath(secret: string): string {
  return `secrets/${secret}`;
}

/** That of the variable; services that keep different values under one name, as text or as a file, need a secret each. */
function secretName(service: ComposeService, { name, value }: EnvironmentVariable): string {
  const fileVariable = service.knownImage && secretFileVariable(service.knownImage, name);
  const isTaken = service.file.services.some(
    (other) =>
      other !== service &&
      other.environment.some((one) => (one.name === name ? one.value !== value : one.name === fileVariable)),
  );
  return (isTaken ? `${service.name}_${name}` : name).toLowerCase();
}

function renameVariable({ scalar, valueStart, entry }: EnvironmentVariable, name: string, path: string): Edits {
  if (valueStart > 0) return replaceScalar(scalar, `${name}=${path}`);
  const value = replaceScalar(scalar, path);
  const key = entry && renameKey(entry, name);
  return key && value && [...key, ...value];
}

/** Written below this service and not shared through an anchor, so that no other service loses its variable. */
function belongsToServiceAlone(service: ComposeService, { key }: EnvironmentVariable): boolean {
  const { own, entry } = service;
  const environment = own.get('environment');
  if (!environment?.value || entry.aliased || environment.aliased || environment.owner !== own) return false;
  const range = { start: environment.key.range.start, end: environment.value.range.end };
  return contains(environment.value.range, key.range) && !key.document.hasAliasedAnchorWithin(range);
}

function secretOf(service: ComposeService, variable: EnvironmentVariable): EnvironmentSecret {
  const { value = '', valueStart, scalar, name } = variable;
  const [only] = variablesOf(value);
  const isDefault = only?.fallback !== undefined && only.start === 0 && only.end === value.length;
  const token = valueStart > 0 ? scalar.partToken(valueStart, valueStart + value.length) : scalar;
  return { service, variable, token, source: isDefault ? only.name : variableName(name), isDefault };
}

/** Variables of Compose have fewer characters to choose from than variables of a container (`spring.datasource.password`). */
function variableName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name)
    ? name
    : name
        .replace(/\W+/g, '_')
        .replace(/^(?=\d)/, '_')
        .toUpperCase();
}

/** A text in which every variable is made unreadable, character by character, so that offsets stay what they are. */
export function maskVariables(text: string): string {
  let masked = text;
  for (const { start, end } of variablesOf(text))
    masked = masked.slice(0, start) + UNKNOWN_PART.repeat(end - start) + masked.slice(end);
  return masked;
}
