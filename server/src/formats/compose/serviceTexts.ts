import type { Token } from '../../document/text';
import type { ScalarView } from '../../document/view';
import { replacePart, type Edits } from '../../document/edit';
import { Expansion } from './expansion';
import type { ComposeService } from './model';

/** A text that a service is told something with: a value of its environment, a word of its command, its health check. */
export interface ServiceText {
  /** With variables filled in; `UNKNOWN` where nobody knows. */
  readonly text: string;
  /** Of the variable that it is the value of. */
  readonly name: string | undefined;
  /** What a part of it is written as; the whole scalar where it is pieced together. Offsets count in `text`. */
  readonly tokenOf: (start: number, end: number) => Token;
  /** Replaces a part; undefined where it is pieced together. */
  readonly replace: (start: number, end: number, text: string) => Edits;
}

const COMMANDS = [['command'], ['entrypoint'], ['healthcheck', 'test']];

/** Variables that list names without anybody speaking to them: exceptions, permitted origins, images. */
const MENTIONS = /NO_?PROXY|(?:ALLOWED|TRUSTED|PERMITTED)_|ORIGINS?$|CORS|IMAGE|VERSION|TAG$/i;

/** Whether what a text names is something that the service speaks to. */
export function isAddressed({ name }: ServiceText): boolean {
  return name === undefined || !MENTIONS.test(name);
}

/** Every one, in the order environment, command, entrypoint, health check. */
export function serviceTexts(service: ComposeService): readonly ServiceText[] {
  return service.once('texts', () => [
    ...service.environment.flatMap(({ name, value, scalar, valueStart }) =>
      value === undefined ? [] : [textOf(service, scalar, name, valueStart)],
    ),
    ...COMMANDS.flatMap((path) =>
      service
        .items(...path)
        .flatMap(({ view }) => (view.kind === 'scalar' ? [textOf(service, view, undefined, 0)] : [])),
    ),
  ]);
}

function textOf(service: ComposeService, scalar: ScalarView, name: string | undefined, offset: number): ServiceText {
  const expansion = new Expansion(scalar.text, service.file.variablesFor(scalar));
  return {
    text: expansion.text.slice(offset),
    name,
    tokenOf(start, end) {
      const range = expansion.writtenRange(offset + start, offset + end);
      return range ? scalar.partToken(range.start, range.end) : scalar;
    },
    replace(start, end, text) {
      const range = expansion.writtenRange(offset + start, offset + end);
      return range && replacePart(scalar, range.start, range.end, text);
    },
  };
}
