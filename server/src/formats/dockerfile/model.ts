import { isDevelopmentStage, isTestFixture } from '../../engine/purpose';
import type { Settings } from '../../engine/settings';
import { findImageLike, parseImageReference, type ImageReference, type KnownImage } from '../../images';
import type { ShellCall, ShellCommand } from '../../shell';
import type { DockerfileDocument } from './document';
import type { Instruction } from './instruction';
import { fillIn } from './variables';
import type { Word } from './words';

/** A Dockerfile as its build reads it: arguments before the first FROM, then one stage after the other. */
export class Dockerfile {
  /** Instructions in front of the first FROM. */
  readonly preamble: readonly Instruction[];
  readonly stages: readonly Stage[];
  /** Defaults of the arguments in front of the first FROM. */
  readonly defaults: ReadonlyMap<string, string>;

  constructor(
    readonly document: DockerfileDocument,
    /** With `/` between folders. */
    readonly path: string,
    readonly settings: Settings,
  ) {
    const preamble: Instruction[] = [];
    const groups: [Instruction, ...Instruction[]][] = [];
    for (const instruction of document.instructions) {
      if (instruction.keyword === 'FROM' && !instruction.onbuild) groups.push([instruction]);
      else (groups.at(-1) ?? preamble).push(instruction);
    }
    this.preamble = preamble;
    const defaults = new Map<string, string>();
    for (const { keyword, properties } of preamble)
      if (keyword === 'ARG')
        for (const { name, value } of properties) {
          const known = value === undefined ? undefined : fillIn(value, defaults);
          if (known !== undefined) defaults.set(name, known);
        }
    this.defaults = defaults;
    this.stages = groups.map(([from, ...instructions], index) => new Stage(this, from, instructions, index));
  }

  /** What only matters for images that stay in use is asked under `strict` only where tests build them and throw them away. */
  get inOperation(): { readonly preset?: 'strict' } {
    return isTestFixture(this.path) ? { preset: 'strict' } : {};
  }

  /** What is built when nobody names a stage. */
  get finalStage(): Stage | undefined {
    return this.stages.at(-1);
  }

  /** The nearest stage of a name above another one; upper and lower case are the same. */
  stageNamed(name: string, before = this.stages.length): Stage | undefined {
    const wanted = name.toLowerCase();
    return this.stages.slice(0, before).findLast((stage) => stage.name?.text.toLowerCase() === wanted);
  }
}

export class Stage {
  private readonly found = new Map<string, readonly Instruction[]>();
  private lineage: readonly Stage[] | undefined;
  private collected: readonly Run[] | undefined;

  constructor(
    readonly file: Dockerfile,
    readonly from: Instruction,
    /** Those behind FROM; what ONBUILD runs included. */
    readonly instructions: readonly Instruction[],
    readonly index: number,
  ) {}

  /** Called `dev`, `development` or the like: built for those who work on it, and shipped to nobody. */
  get isForDevelopment(): boolean {
    return isDevelopmentStage(this.name?.text ?? '');
  }

  get document(): DockerfileDocument {
    return this.from.document;
  }

  get isFinal(): boolean {
    return this.file.finalStage === this;
  }

  /** What its findings are about, where several are shown as one. */
  get subject(): string {
    return `stage.${this.name?.text ?? 'the last stage'}`;
  }

  /** The image or stage behind FROM, as written. */
  get image(): Word | undefined {
    return this.from.words[0];
  }

  /** The name behind AS. */
  get name(): Word | undefined {
    const [, as, name] = this.from.words;
    return as && /^as$/i.test(as.text) ? name : undefined;
  }

  /** What stands behind FROM, with arguments filled in; undefined where one has no default. */
  get base(): string | undefined {
    return this.image && fillIn(this.image.text, this.file.defaults);
  }

  /** The earlier stage that this one begins with. */
  get parent(): Stage | undefined {
    return this.base === undefined ? undefined : this.file.stageNamed(this.base, this.index);
  }

  /** This stage, the one it begins with, and so on. */
  get ancestry(): readonly Stage[] {
    this.lineage ??= [this, ...(this.parent?.ancestry ?? [])];
    return this.lineage;
  }

  /** The image at the bottom of the stages this one is built on: undefined where it is not known, `scratch` included. */
  get rootImage(): string | undefined {
    return this.ancestry.at(-1)?.base;
  }

  get reference(): ImageReference | undefined {
    return this.rootImage === undefined ? undefined : parseImageReference(this.rootImage);
  }

  get knownImage(): KnownImage | undefined {
    return this.rootImage === undefined ? undefined : findImageLike(this.rootImage, this.file.settings.images);
  }

  /** What the stage itself runs now, in the order of the text: those of ONBUILD are left out. */
  own(...keywords: readonly string[]): readonly Instruction[] {
    const key = keywords.join(' ');
    let found = this.found.get(key);
    if (!found) {
      found = this.instructions.filter(({ keyword, onbuild }) => !onbuild && keywords.includes(keyword));
      this.found.set(key, found);
    }
    return found;
  }

  /** The last instruction of this kind, in this stage or those it is built on: the one that counts. */
  last(keyword: string): Instruction | undefined {
    for (const stage of this.ancestry) {
      const found = stage.own(keyword).at(-1);
      if (found) return found;
    }
    return undefined;
  }

  /** The SHELL in force where an instruction stands: its words, or undefined for the default of the image. */
  shellAt(instruction: Instruction): readonly string[] | undefined {
    const { start } = instruction.keywordRange;
    for (const stage of this.ancestry) {
      const shell = stage.own('SHELL').findLast(({ keywordRange }) => keywordRange.start < start);
      if (shell) return shell.json?.map(({ text }) => text) ?? [];
    }
    return undefined;
  }

  /** Whether a shell like `sh` reads what stands behind RUN: PowerShell and cmd do not. */
  hasPosixShell(instruction: Instruction): boolean {
    const shell = this.shellAt(instruction);
    if (!shell) return !/windows|nanoserver|servercore/i.test(this.rootImage ?? '');
    return /(?:^|[/\\])(?:ba|da|a|k|z)?sh$/.test(shell[0] ?? '');
  }

  /** Variables that ENV sets above an instruction, in this stage and those it is built on. */
  environmentAt(instruction: Instruction): ReadonlyMap<string, string> {
    const values = new Map<string, string>();
    for (const stage of this.ancestry.toReversed())
      for (const env of stage.own('ENV')) {
        if (env.keywordRange.start >= instruction.keywordRange.start) break;
        for (const { name, value } of env.properties) values.set(name, value ?? '');
      }
    return values;
  }

  /** Every program that RUN starts, with where. */
  get runs(): readonly Run[] {
    this.collected ??= this.own('RUN', 'ONBUILD').flatMap((one) => {
      const instruction = one.triggered ?? one;
      return instruction.keyword === 'RUN' && this.hasPosixShell(instruction) ? [new Run(this, instruction)] : [];
    });
    return this.collected;
  }
}

/** A RUN whose command a shell like `sh` reads. */
export class Run {
  private collected: readonly Call[] | undefined;

  constructor(
    readonly stage: Stage,
    readonly instruction: Instruction,
  ) {}

  /** What it starts on this machine, in the order of the text. */
  get calls(): readonly Call[] {
    this.collected ??= (this.instruction.shell?.commands ?? []).flatMap((command) => {
      const { call } = command;
      return call && !call.isElsewhere && !call.container ? [{ ...call, command, run: this }] : [];
    });
    return this.collected;
  }

  /** `--mount=type=cache,target=…` and the like: the values of all of them. */
  get mounts(): readonly string[] {
    return this.instruction.flags.flatMap(({ name, value }) => (name === 'mount' ? (value ?? '') : []));
  }

  /** Whether a mount of this RUN keeps a folder, or one above it, out of the image. */
  mountsOver(folder: string): boolean {
    return this.mounts.some((mount) => {
      if (!/(?:^|,)type=(?:cache|tmpfs)(?:,|$)/.test(mount)) return false;
      const target = /(?:^|,)(?:target|dst|destination)=([^,]*)/.exec(mount)?.[1]?.replace(/\/$/, '');
      return target !== undefined && (folder === target || folder.startsWith(`${target}/`));
    });
  }
}

/** A program that RUN starts. */
export interface Call extends ShellCall {
  readonly command: ShellCommand;
  readonly run: Run;
}
