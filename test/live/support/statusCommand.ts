/** `holdfast status` as its users run it: a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { programOf } from '../../support/program';

/** Longer than anything takes on a busy machine. */
const UNTIL_MS = 60_000;

/** What of the report tests look at. */
export interface Reported {
  readonly engine: { readonly problem: { readonly kind: string } | null };
  readonly stacks: readonly { readonly name: string; readonly services: readonly ReportedService[] }[];
  readonly findings: readonly {
    readonly code: string;
    readonly path: string;
    readonly range: { readonly start: { readonly line: number } };
  }[];
  readonly summary: { readonly allWell: boolean; readonly services: number; readonly well: number };
}

export interface ReportedService {
  readonly name: string;
  readonly state: string;
  readonly reason: string | null;
  readonly containers: readonly {
    readonly id: string;
    readonly state: string;
    readonly health?: string | null;
    readonly restarts?: number;
    readonly exitCode?: number | null;
    readonly outOfMemory?: boolean;
  }[];
  readonly drift: readonly { readonly aspect: string; readonly declared: string; readonly observed: string }[];
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome>;
}

export interface RunOptions {
  readonly cwd?: string;
  /** For DOCKER_HOST. */
  readonly host?: string;
  onLine?(line: string): void;
}

export class StatusCommand {
  readonly #defaults: () => { readonly cwd: string; readonly host: string };
  readonly #processes = new Set<ChildProcess>();

  /** @param defaults asked for at every run, because engines of tests start late */
  constructor(defaults: () => { readonly cwd: string; readonly host: string }) {
    this.#defaults = defaults;
  }

  start(words: readonly string[], options: RunOptions = {}): Run {
    const { cwd, host, onLine } = { ...this.#defaults(), ...options };
    const child = spawn(process.execPath, [programOf('cli'), 'status', ...words], {
      cwd,
      env: { ...process.env, DOCKER_HOST: host, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#processes.add(child);
    let stdout = '';
    let stderr = '';
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine?.(line);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = new Promise<Outcome>((resolve) =>
      child.once('close', (code) => {
        this.#processes.delete(child);
        resolve({ code, stdout, stderr });
      }),
    );
    return { child, ended };
  }

  run(words: readonly string[], options?: RunOptions): Promise<Outcome> {
    return this.start(words, options).ended;
  }

  /**
   * Watches until a report says what is waited for, then ends the watching.
   * @throws with what was reported last, where it does not come
   */
  async until(
    met: (report: Reported) => boolean,
    words: readonly string[] = [],
    options: RunOptions = {},
  ): Promise<{ report: Reported; code: number | null }> {
    let found: Reported | undefined;
    let last: Reported | undefined;
    const { child, ended } = this.start([...words, '--watch', '--format', 'json'], {
      ...options,
      onLine: (line) => {
        if (found) return;
        last = JSON.parse(line) as Reported;
        if (!met(last)) return;
        found = last;
        child.kill('SIGTERM');
      },
    });
    const deadline = setTimeout(() => child.kill('SIGTERM'), UNTIL_MS);
    const { code, stderr } = await ended;
    clearTimeout(deadline);
    if (!found) {
      const seen = last && JSON.stringify([last.engine.problem, statesOf(last)], null, 2);
      throw new Error(`What was waited for did not come. Reported last: ${seen}\n${stderr}`);
    }
    return { report: found, code };
  }

  /** Ends what still watches, so that it says what it saw last. */
  end(): void {
    for (const child of this.#processes) child.kill('SIGKILL');
  }
}

/** `state` or `state: reason` of each service, by name. */
export function statesOf(report: Reported): Record<string, string> {
  return Object.fromEntries(
    report.stacks.flatMap(({ services }) =>
      services.map(({ name, state, reason }) => [name, reason === null ? state : `${state}: ${reason}`]),
    ),
  );
}
