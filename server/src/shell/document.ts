import type { ParsedDocument, SyntaxProblem } from '../document/parsed';
import type { ShellScript } from './nodes';
import { parseShell } from './parse';

const BROKEN: SyntaxProblem = {
  message: 'A part of this script is not understood.',
  range: { start: 0, end: 1 },
};

/** A script in a file of its own. Most scripts concern nobody here: it is read when somebody asks what it does. */
export class ShellDocument implements ParsedDocument {
  private parsed: ShellScript | undefined;

  constructor(
    readonly source: string,
    readonly text: string,
  ) {}

  get shell(): ShellScript {
    return (this.parsed ??= parseShell(this.text));
  }

  get problems(): readonly SyntaxProblem[] {
    return this.shell.isBroken ? [BROKEN] : [];
  }
}

/** Whether a file of this name (with or without folders) is read as a script by itself. */
export function isScriptName(name: string): boolean {
  return /\.(?:ba)?sh$/i.test(name);
}
