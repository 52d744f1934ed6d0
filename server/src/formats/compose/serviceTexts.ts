import type { Token } from '../../document/text';
import type { ScalarView } from '../../document/view';
import { replacePart, type Edits } from '../../document/edit';
import { Expansion } from './expansion';
import type { ComposeService, Item } from './model';

/** A text that a service is told something with: a value of its environment, a word of its command, its health check. */
export interface ServiceText {
  /** With variables filled in; `UNKNOWN` where nobody knows. */
  readonly text: string;
  /** Of the variable that it is the value of. */
  readonly name: string | undefined;
  /** Of the health check. */
  readonly isProbe: boolean;
  /** What a part of it is written as, variables taken whole where it comes out of them. Offsets count in `text`. */
  readonly tokenOf: (start: number, end: number) => Token;
  /** Replaces a part; undefined where it is pieced together. */
  readonly replace: (start: number, end: number, text: string) => Edits;
}

/** Variables that hold names without anybody speaking to them: exceptions, permitted origins, images, the own name. */
const MENTIONS =
  /NO_?PROXY|(?:ALLOWED|TRUSTED|PERMITTED)_|ORIGINS?$|CORS|IMAGE|VERSION|TAG$|^(?:HOSTNAME|VIRTUAL_HOST|LETSENCRYPT_HOST|SERVER_NAME)$/i;

/** Whether what a text names is something that the service speaks to. */
export function isAddressed({ name }: ServiceText): boolean {
  return name === undefined || !MENTIONS.test(name);
}

/** Every one, in the order environment, command, entrypoint, health check. */
export function serviceTexts(service: ComposeService): readonly ServiceText[] {
  return service.once('texts', () => [
    ...service.environment.flatMap(({ name, value, scalar, valueStart }) =>
      value === undefined ? [] : [{ name, isProbe: false, ...partsOf(service, scalar, valueStart) }],
    ),
    ...commandTexts(service, service.items('command'), false),
    ...commandTexts(service, service.items('entrypoint'), false),
    ...commandTexts(service, service.items('healthcheck', 'test'), true),
  ]);
}

function commandTexts(service: ComposeService, items: readonly Item[], isProbe: boolean): ServiceText[] {
  return items.flatMap(({ view }) =>
    view.kind === 'scalar' ? [{ name: undefined, isProbe, ...partsOf(service, view, 0) }] : [],
  );
}

function partsOf(
  service: ComposeService,
  scalar: ScalarView,
  offset: number,
): Pick<ServiceText, 'text' | 'tokenOf' | 'replace'> {
  const expansion = new Expansion(scalar.text, service.file.variablesFor(scalar));
  return {
    text: expansion.text.slice(offset),
    tokenOf(start, end) {
      const [from, to] = [offset + start, offset + end];
      const range = expansion.writtenRange(from, to) ?? expansion.outerRange(from, to);
      return scalar.partToken(range.start, range.end);
    },
    replace(start, end, text) {
      const range = expansion.writtenRange(offset + start, offset + end);
      return range && replacePart(scalar, range.start, range.end, text);
    },
  };
}
