import { replacePart, type Edits } from '../../document/edit';
import type { Token } from '../../document/text';
import type { ScalarView } from '../../document/view';
import { Expansion, partOf } from './expansion';
import type { ComposeService } from './model';
import { MEBIBYTE } from './units';

/** A bound of the heap of Node.js or of a JVM, somewhere in a service's variables or command. */
export interface HeapSetting {
  /** Bytes, or a share of the memory limit. */
  readonly size: { readonly bytes: number } | { readonly share: number };
  readonly token: Token;
  /** As written, unit included: `-Xmx512m`. */
  readonly name: string;
  /** Writes another size in the unit that is used. */
  readonly replace: (bytes: number) => Edits;
}

/** From here on the rest of the process no longer fits beside the heap. */
const MOST = 0.8;
const MOST_OF_SHARE = 0.85;
/** What part of a limit a heap should take. */
export const USUAL_SHARE = 0.75;
/** Search engines work on files, and leave the other half to the cache of the kernel. */
const SHARE_FOR_SEARCH = 0.5;

/** `--max-old-space-size` counts in mebibytes; `-Xmx` takes k, m, g, t or bytes; `MaxRAMPercentage` is a share. */
const SETTING =
  /(--max[-_]old[-_]space[-_]size(?:=|\s+)|-Xmx|-XX:MaxHeapSize=|-XX:MaxRAMPercentage=)(\d+(?:\.\d+)?)([kmgt]?)/gi;

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1024,
  m: MEBIBYTE,
  g: 1024 * MEBIBYTE,
  t: 1024 ** 2 * MEBIBYTE,
};

/** The settings of all runtimes in one service: more than one where several programs run in it. */
export function heapSettings(service: ComposeService): readonly HeapSetting[] {
  return service.once('heapSettings', () => textsOf(service).flatMap((scalar) => settingsIn(service, scalar)));
}

/** Whether a heap leaves too little of a memory limit, in bytes, for the rest of the process. */
export function fillsLimit({ size }: HeapSetting, limit: number): boolean {
  return 'share' in size ? size.share > MOST_OF_SHARE : size.bytes >= limit * MOST;
}

/** The part of the memory limit that the heap of a service should take. */
export function shareForHeap({ knownImage }: ComposeService): number {
  return knownImage?.class === 'search' ? SHARE_FOR_SEARCH : USUAL_SHARE;
}

function textsOf(service: ComposeService): ScalarView[] {
  const words = ['entrypoint', 'command'].flatMap((key) => service.items(key)).map(({ view }) => view);
  const values = service.environment.map(({ scalar }) => scalar);
  return [...words, ...values].flatMap((view) => (view.kind === 'scalar' && /Xmx|old|Max/.test(view.text) ? view : []));
}

function settingsIn(service: ComposeService, scalar: ScalarView): HeapSetting[] {
  const expansion = new Expansion(scalar.text, service.file.variablesFor(scalar));
  return [...expansion.text.matchAll(SETTING)].map((match): HeapSetting => {
    const [name = '', option = '', number = '', unit = ''] = match;
    const start = match.index + option.length;
    const part = partOf(scalar, expansion, start, start + number.length + unit.length);
    const isVariable = !part.written || part.written.start !== part.outer.start || part.written.end !== part.outer.end;
    const range = isVariable ? undefined : part.written;
    const isNode = option.startsWith('--');
    const factor = isNode ? MEBIBYTE : (UNITS[unit.toLowerCase()] ?? 1);
    const isShare = /Percentage/i.test(option);
    const whole = isShare ? { share: Number(number) / 100 } : { bytes: Number(number) * factor };
    const written = (bytes: number): string => {
      const mebibytes = String(Math.floor(bytes / MEBIBYTE));
      return isNode ? mebibytes : `${mebibytes}m`;
    };
    return {
      size: whole,
      token: part.token,
      name,
      replace: (bytes) => {
        const size = range && replacePart(scalar, range.start, range.end, isShare ? '75' : written(bytes));
        const start = isNode || isShare ? [] : lowerStart(scalar, expansion, bytes);
        return size && start && [...size, ...start];
      },
    };
  });
}

/** A JVM does not start when its heap is to begin larger than it may become. */
function lowerStart(scalar: ScalarView, expansion: Expansion, most: number): Edits {
  const match = /-Xms(\d+)([kmgt]?)/i.exec(expansion.text);
  if (!match || Number(match[1]) * (UNITS[(match[2] ?? '').toLowerCase()] ?? 1) <= most) return [];
  const start = match.index + '-Xms'.length;
  const range = expansion.writtenRange(start, match.index + match[0].length);
  return range && replacePart(scalar, range.start, range.end, `${Math.floor(most / MEBIBYTE)}m`);
}
