import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Range } from 'vscode-languageserver-types';
import { programOf } from '../support/program';

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Relative to the folder of the test. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A folder of files that a test runs the command line in. */
export class Sandbox {
  readonly program = programOf('cli');
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'cli-')));

  constructor(files: Readonly<Record<string, string | Buffer>> = {}) {
    this.write(files);
  }

  write(files: Readonly<Record<string, string | Buffer>>): void {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(this.at(name)), { recursive: true });
      writeFileSync(this.at(name), content);
    }
  }

  at(name: string): string {
    return join(this.path, name);
  }

  read(name: string): string {
    return readFileSync(this.at(name), 'utf8');
  }

  /** Runs `holdfast` with these words, without a terminal. */
  holdfast(words: readonly string[], options: RunOptions = {}): Promise<Run> {
    return this.run(process.execPath, [this.program, ...words], options);
  }

  /** The report of `holdfast check --format json`. */
  async json(words: readonly string[] = [], options: RunOptions = {}): Promise<JsonReport> {
    const { stdout } = await this.holdfast(['check', '--format', 'json', ...words], options);
    return JSON.parse(stdout) as JsonReport;
  }

  run(command: string, words: readonly string[], { cwd = '.', env = {} }: RunOptions = {}): Promise<Run> {
    const child = spawn(command, words, {
      cwd: this.at(cwd),
      // What the person who runs the tests likes must not show.
      env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output.stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (output.stderr += chunk));
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, ...output }));
    });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export interface JsonReport {
  readonly version: number;
  readonly files: readonly {
    readonly path: string;
    readonly format: string;
    readonly findings: readonly {
      readonly rule: string;
      readonly severity: string;
      readonly fix: string;
      readonly range: Range;
    }[];
  }[];
  readonly skipped?: readonly { readonly path: string; readonly reason: string }[];
  readonly summary: Readonly<Record<'files' | 'findings' | 'error' | 'warning' | 'info' | 'hint', number>>;
}

/** `path` of every file that was checked, sorted. */
export function pathsOf({ files }: JsonReport): string[] {
  return files.map(({ path }) => path).sort();
}

/** A holdfast.yaml under which these rules run and nothing else does. */
export function onlyRules(levels: Readonly<Record<string, string>>): string {
  const lines = Object.entries(levels).map(([id, level]) => `  ${id}: ${level}\n`);
  return `rules:\n  "*": off\n${lines.join('')}`;
}

export const PRIVILEGED = 'services:\n  web:\n    image: nginx:1.29.1\n    privileged: true\n';
export const CLEAN = 'services:\n  web:\n    image: nginx:1.29.1\n';
export const PRIVILEGED_ONLY = onlyRules({ 'compose/privileged-container': 'error' });
