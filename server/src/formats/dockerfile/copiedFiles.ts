import { goGlob } from '../../engine/goGlob';
import { folderOf, isWithin, nameOf, relativePath, resolvePath } from '../../engine/paths';
import type { Surroundings } from '../../engine/surroundings';
import type { BuildContext } from './buildContext';
import type { Instruction } from './instruction';
import type { Run, Stage } from './model';
import { fillIn } from './variables';
import type { Word } from './words';

/** Where a file of an image comes from. */
export interface CopiedFile {
  /** The file of the build context, by its absolute path. */
  readonly path: string;
  /** Absent where a mount brings it. */
  readonly copy: { readonly instruction: Instruction; readonly source: Word } | undefined;
}

/** A COPY, an ADD or a mount that puts something at a place of the image. */
interface Placement {
  /** Absolute. */
  readonly target: string;
  /** Relative to the build context; undefined where it comes from elsewhere, or nobody knows from where. */
  readonly source: string | undefined;
  readonly copy: CopiedFile['copy'];
}

/** The files that a RUN finds, as far as they come out of the build context. */
export class CopiedFiles {
  /** The folder that the RUN begins in, absolute. */
  readonly folder: string;
  /** The last one first: it wins. */
  private readonly placements: readonly Placement[];

  constructor(
    run: Run,
    private readonly context: BuildContext,
    private readonly text: Surroundings['text'],
  ) {
    const { folder, placements } = placementsAbove(run);
    this.folder = folder;
    this.placements = [...mountedBy(run, folder), ...placements.reverse()];
  }

  /** The origin of a file, by its absolute path in the image; `unknown` where it may come from anywhere. */
  find(path: string): CopiedFile | 'unknown' | undefined {
    for (const { target, source, copy } of this.placements) {
      if (source === undefined) {
        if (isWithin(path, target)) return 'unknown';
        continue;
      }
      const origin = this.origins(path, target, source).find((one) => this.isTaken(one));
      if (origin !== undefined) return { path: origin, copy };
    }
    return undefined;
  }

  /** What a source brings to a path: itself, or a file below it. */
  private origins(path: string, target: string, source: string): string[] {
    const { folder } = this.context;
    const name = nameOf(path);
    const origin = resolvePath(folder, source.replace(/^\/+/, ''));
    const below = isWithin(path, target) ? [resolvePath(origin, relativePath(target, path))] : [];
    if (/[*?[]/.test(nameOf(source)))
      return folderOf(path) === target && goGlob(nameOf(source))(name) ? [resolvePath(folderOf(origin), name)] : [];
    const isItself = path === target || (folderOf(path) === target && nameOf(origin) === name);
    return isItself ? [origin, ...below] : below;
  }

  private isTaken(path: string): boolean {
    return isWithin(path, this.context.folder) && !this.context.leavesOut(path) && this.text(path) !== undefined;
  }
}

function placementsAbove({ stage, instruction }: Run): { folder: string; placements: Placement[] } {
  let folder = '/';
  const placements: Placement[] = [];
  for (const at of stage.ancestry.toReversed())
    for (const one of at.own('WORKDIR', 'COPY', 'ADD')) {
      if (one.range.start > instruction.range.start) break;
      if (one.keyword === 'WORKDIR') folder = resolvePath(folder, filled(at, one, one.words[0]?.text ?? ''));
      else placements.push(...copiedBy(at, one, folder));
    }
  return { folder, placements };
}

function copiedBy(stage: Stage, instruction: Instruction, folder: string): Placement[] {
  const last = instruction.words.at(-1);
  if (!last) return [];
  const target = resolvePath(folder, filled(stage, instruction, last.text));
  const isForeign =
    ['from', 'parents', 'exclude'].some((name) => instruction.flag(name)) || instruction.heredocs.length > 0;
  return instruction.words.slice(0, -1).map((word) => {
    const source = filled(stage, instruction, word.text);
    // Addresses and archives, variables, and patterns for folders.
    const isOpen = /:\/\/|^git@|\$|\.(?:tar|tgz|[gx]z|bz2|zst)\b|[*?[].*\//.test(source);
    return { target, source: isForeign || isOpen ? undefined : source, copy: { instruction, source: word } };
  });
}

/** `RUN --mount=type=bind,source=…,target=…` */
function mountedBy(run: Run, folder: string): Placement[] {
  return run.mounts.flatMap((mount) => {
    const options = new Map(
      mount.split(',').map((option) => /^([^=]*)=?(.*)$/s.exec(option)?.slice(1) as [string, string]),
    );
    const target = options.get('target') ?? options.get('dst') ?? options.get('destination');
    if ((options.get('type') ?? 'bind') !== 'bind' || target === undefined) return [];
    const source = options.get('source') ?? options.get('src') ?? '.';
    const isForeign = options.has('from') || /\$/.test(mount);
    return { target: resolvePath(folder, target), source: isForeign ? undefined : source, copy: undefined };
  });
}

/** With the variables filled in that are known; the others stay, and mean the same wherever they stand. */
function filled(stage: Stage, instruction: Instruction, text: string): string {
  if (!text.includes('$')) return text;
  const known = fillIn(text, stage.environmentAt(instruction)) ?? text;
  return known.startsWith('$') ? `/${known}` : known;
}
