import type { Token } from '../../document/text';
import type { ScalarView } from '../../document/view';
import { replacePart, type Edits } from '../../document/edit';
import type { Variables } from '../../engine/composeProject';
import { Expansion } from './expansion';
import type { ComposeService } from './model';

/** A text that a service is told something with: a value of its environment, a word of its command, its health check. */
export interface ServiceText {
  /** With variables filled in; `UNKNOWN` where nobody knows. */
  readonly text: string;
  /** Of the variable that it is the value of. */
  readonly name: string | undefined;
  /** Of the health check. */
  readonly isProbe: boolean;
  /** What a part of it is written as, variables taken whole where it comes out of them. Offsets count in `text`. */
  tokenOf(start: number, end: number): Token;
  /** Replaces a part; undefined where it is pieced together. */
  replace(start: number, end: number, text: string): Edits;
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
  return service.once('texts', () => {
    const texts: ServiceText[] = [];
    const add = (scalar: ScalarView, start: number, name: string | undefined, isProbe: boolean): number =>
      texts.push(new FilledText(scalar, service.file.variablesFor(scalar), start, name, isProbe));
    for (const { name, value, scalar, valueStart } of service.environment)
      if (value !== undefined) add(scalar, valueStart, name, false);
    for (const key of ['command', 'entrypoint'])
      for (const { view } of service.items(key)) if (view.kind === 'scalar') add(view, 0, undefined, false);
    for (const { view } of service.items('healthcheck', 'test'))
      if (view.kind === 'scalar') add(view, 0, undefined, true);
    return texts;
  });
}

class FilledText implements ServiceText {
  readonly text: string;
  private readonly expansion: Expansion;

  /** @param offset where the text begins in the scalar */
  constructor(
    private readonly scalar: ScalarView,
    variables: Variables,
    private readonly offset: number,
    readonly name: string | undefined,
    readonly isProbe: boolean,
  ) {
    this.expansion = new Expansion(scalar.text, variables);
    this.text = this.expansion.text.slice(offset);
  }

  tokenOf(start: number, end: number): Token {
    const [from, to] = [this.offset + start, this.offset + end];
    const range = this.expansion.writtenRange(from, to) ?? this.expansion.outerRange(from, to);
    return this.scalar.partToken(range.start, range.end);
  }

  replace(start: number, end: number, text: string): Edits {
    const range = this.expansion.writtenRange(this.offset + start, this.offset + end);
    return range && replacePart(this.scalar, range.start, range.end, text);
  }
}
