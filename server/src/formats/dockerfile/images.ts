import type { Token } from '../../document/text';
import { isMovingTag, parseImageReference, type ImageReference } from '../../images';
import type { Instruction } from './instruction';
import type { Dockerfile, Stage } from './model';
import { hasVariable } from './variables';
import type { Word } from './words';

/** An image that a Dockerfile takes from a registry: behind FROM, or behind `--from=`. */
export interface UsedImage {
  readonly instruction: Instruction;
  /** With the defaults of arguments filled in. */
  readonly text: string;
  readonly reference: ImageReference;
  /** The image as written. */
  readonly token: Token;
  /** The place where it is written without variables: there it can be changed. */
  readonly editable: Token | undefined;
}

/** The image behind a FROM; undefined for stages, `scratch`, and where an argument has no default. */
export function imageOf(stage: Stage): UsedImage | undefined {
  const { image, base, parent, from, file } = stage;
  if (!image || base === undefined || parent) return undefined;
  return usedImage(file, from, image, base);
}

/** The image that `COPY --from=` and `RUN --mount=from=` take files of. */
export function copiedImages(instruction: Instruction, stage: Stage): UsedImage[] {
  return instruction.flags.flatMap((flag) => {
    const from =
      flag.name === 'from'
        ? flag.value
        : flag.name === 'mount'
          ? /(?:^|,)from=([^,]+)/.exec(flag.value ?? '')?.[1]
          : undefined;
    if (!from || hasVariable(from) || /^\d+$/.test(from) || stage.file.stageNamed(from)) return [];
    // A lone word may be a stage of another file, or a context that the build is given.
    if (!/[:/@]/.test(from)) return [];
    const at = flag.raw.lastIndexOf(from);
    const start = flag.range.start + at;
    const range = { start, end: start + from.length };
    return usedImage(stage.file, instruction, { ...flag, range, text: from, raw: from }, from) ?? [];
  });
}

function usedImage(file: Dockerfile, instruction: Instruction, word: Word, text: string): UsedImage | undefined {
  if (text === '' || text === 'scratch') return undefined;
  const reference = parseImageReference(text);
  if (reference.repository === '') return undefined;
  const { document, range } = word;
  const isPlain = document.text.slice(range.start, range.end) === text;
  return { instruction, text, reference, token: word, editable: isPlain ? word : defaultOf(file, word, text) };
}

/** The default of the argument that is the whole image: `ARG BASE=node:22` and `FROM ${BASE}`. */
function defaultOf(file: Dockerfile, { raw }: Word, text: string): Token | undefined {
  const name = /^\$(?:\{(\w+)\}|(\w+))$/.exec(raw)?.slice(1).find(Boolean);
  const properties = file.preamble.flatMap((one) => (one.keyword === 'ARG' ? one.properties : []));
  const property = properties.findLast((one) => one.name === name);
  if (!property) return undefined;
  const { document, range } = property.valueToken;
  return document.text.slice(range.start, range.end) === text ? property.valueToken : undefined;
}

/** Neither a digest nor a tag that stays what it is. */
export function isUnpinned({ digest, tag }: ImageReference): boolean {
  return digest === undefined && (tag === undefined || tag === '' || isMovingTag(tag));
}
