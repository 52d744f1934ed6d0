import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What lies in it is written `~/` again in the answers. */
const HOME = '/home/somebody';

/** What Compose itself makes of a project: its model, or why it refuses it. */
export interface Answer {
  readonly project?: ReferenceProject;
  readonly error?: string;
}

type Values = Readonly<Record<string, string | null>>;

/** The parts of `docker compose config --format json` that are looked at. */
export interface ReferenceProject {
  readonly name: string;
  readonly services?: Readonly<Record<string, ReferenceService>>;
  readonly networks?: Readonly<Record<string, Record<string, unknown> | null>>;
  readonly volumes?: Readonly<Record<string, Record<string, unknown> | null>>;
  readonly secrets?: Readonly<Record<string, Record<string, unknown> | null>>;
  readonly configs?: Readonly<Record<string, Record<string, unknown> | null>>;
}

export interface ReferenceService {
  readonly command?: readonly string[] | null;
  readonly entrypoint?: readonly string[] | null;
  readonly healthcheck?: { readonly test?: readonly string[] };
  readonly environment?: Values;
  readonly labels?: Values;
  readonly sysctls?: Values;
  readonly build?: { readonly args?: Values; readonly secrets?: readonly { readonly source: string }[] };
  readonly logging?: { readonly options?: Values };
  readonly ports?: readonly {
    readonly host_ip?: string;
    readonly published?: string;
    readonly target: number;
    readonly protocol?: string;
  }[];
  readonly volumes?: readonly {
    readonly type: string;
    readonly source?: string;
    readonly target: string;
    readonly read_only?: boolean;
  }[];
  readonly networks?: Readonly<Record<string, { readonly aliases?: readonly string[] } | null>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string; readonly required?: boolean }>>;
  readonly secrets?: readonly { readonly source: string }[];
  readonly configs?: readonly { readonly source: string }[];
  readonly profiles?: readonly string[];
  readonly env_file?: readonly { readonly path: string }[];
}

/**
 * Compose's own loader (https://github.com/compose-spec/compose-go), which is what `docker compose config` prints the result of. It is
 * built with Go, which fetches it once.
 */
export class ComposeReference {
  private constructor(private readonly folder: string) {}

  /** Undefined, with the reason, where it cannot be built. */
  static build(): ComposeReference | string {
    if (spawnSync('go', ['version']).status !== 0) return 'Go is not installed';
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-compose-'));
    const built = spawnSync('go', ['build', '-o', join(folder, 'reference'), '.'], {
      cwd: join(import.meta.dirname, 'compose'),
      encoding: 'utf8',
    });
    if (built.status === 0) return new ComposeReference(folder);
    rmSync(folder, { recursive: true });
    return `it cannot be built: ${built.stderr.trim().split('\n')[0] ?? ''}`;
  }

  /** Asks about folders and files by their absolute paths; the environment is empty. */
  ask(paths: readonly string[]): ReadonlyMap<string, Answer> {
    const { status, stdout, stderr } = spawnSync(join(this.folder, 'reference'), paths, {
      encoding: 'utf8',
      env: { HOME },
      maxBuffer: 1 << 30,
    });
    if (status !== 0) throw new Error(stderr);
    return new Map(Object.entries(JSON.parse(stdout.replaceAll(`"${HOME}/`, '"~/')) as Record<string, Answer>));
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true });
  }
}
