import { replacePart, replaceScalar, type DocumentEdit, type Edits } from '../../document/edit';
import { valueOf, variablesOf } from '../../formats/compose/interpolation';
import type { ComposeService, TextValue } from '../../formats/compose/model';
import { composeBytes, composeBytesLike } from '../stacks/quantity';
import type { Mended } from './mended';
import { overrule, sharersOf } from './ownValue';

const LIMITS = [['deploy', 'resources', 'limits', 'memory'], ['mem_limit']] as const;
const SWAP = ['memswap_limit'] as const;

type Path = readonly [string, ...string[]];

/**
 * Raises the memory limit to a number of bytes, in the spelling and unit in use. Compose refuses two spellings that differ, and the
 * engine a limit of memory and swap together that is lower than that of memory: they grow along.
 */
export function raiseMemory(service: ComposeService, bytes: number): Mended | undefined {
  const written = LIMITS.flatMap((path) => {
    const value = service.text(...path);
    return value ? [{ path, value }] : [];
  });
  const [first] = written;
  if (!first || written.some(({ value }) => !isBelow(value, bytes))) return undefined;
  const swap = service.text(...SWAP);
  const all: { path: Path; value: TextValue }[] =
    swap && isBelow(swap, bytes) ? [...written, { path: SWAP, value: swap }] : written;
  const edits: DocumentEdit[] = [];
  for (const { path, value } of all) {
    const own = raised(service, path, value, bytes);
    if (!own) return undefined;
    edits.push(...own);
  }
  return {
    title: `Raise the memory limit of "${service.name}" to ${composeBytesLike(first.value.text, bytes)}`,
    edits,
  };
}

/** Only sizes that can be known. Minus one, for unlimited swap, is none. */
function isBelow({ text, known }: TextValue, bytes: number): boolean {
  const size = known ? composeBytes(text) : undefined;
  return size !== undefined && size > 0 && size < bytes;
}

function raised(service: ComposeService, path: Path, { token, entry, text }: TextValue, bytes: number): Edits {
  const size = asWritten(composeBytesLike(text, bytes));
  if (entry.aliased || sharersOf(service, entry, path).length > 0) return overrule(service, path, size);
  const variables = variablesOf(token.text);
  const [variable] = variables;
  if (!variable) return replaceScalar(token, token.style === 'plain' ? size : String(size));
  // A default counts as long as no file sets the variable; what is set elsewhere is changed elsewhere.
  const { fallback, start, end } = variable;
  const isAll = variables.length === 1 && start === 0 && end === token.text.length;
  if (!isAll || !fallback || valueOf(variable, service.file.variablesFor(token)) !== 'behind') return undefined;
  return replacePart(token, fallback.start, fallback.start + fallback.text.length, String(size));
}

/** Bytes without unit are a number. */
function asWritten(size: string): string | number {
  return /^\d+$/.test(size) ? Number(size) : size;
}
