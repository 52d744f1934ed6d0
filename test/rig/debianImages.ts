/**
 * Images with the real programs, for an engine without a registry: one Debian root with every package, made once and kept in
 * `.vscode-test` (git-ignored), and an image of it for each name.
 *
 *     const reason = await whyNoDebianImages();
 *     describe.skipIf(reason)(…, () => {
 *       beforeAll(async () => {
 *         dockerd = await Dockerd.start();
 *         await importDebianImages(dockerd);
 *       }, DEBIAN_DEADLINE_MS);
 *
 * Containers of these images start the program that their name promises. All of them have every package, curl and procps included.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { areDockerTestsRequired, whyMissing, type Dockerd } from './docker';

const run = promisify(execFile);

/** Has to go with the versions in the names below. */
const RELEASE = 'bookworm';
const CACHE = join(import.meta.dirname, '../../.vscode-test');
/** Making the root takes a minute or two, importing it ten seconds. */
export const DEBIAN_DEADLINE_MS = 600_000;

export const DEBIAN_PACKAGES = ['curl', 'nginx-light', 'postgresql', 'procps', 'prometheus', 'redis-server'];

export interface DebianImage {
  readonly name: string;
  /** Lines of a Dockerfile; none that runs anything. */
  readonly changes: readonly string[];
}

const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export const DEBIAN_IMAGES: readonly DebianImage[] = [
  {
    name: 'postgres:15',
    changes: [
      `ENV PATH=/usr/lib/postgresql/15/bin:${SYSTEM_PATH}`,
      'USER postgres',
      'CMD ["postgres", "-c", "config_file=/etc/postgresql/15/main/postgresql.conf", "-c", "listen_addresses=*"]',
    ],
  },
  {
    name: 'redis:7',
    changes: ['CMD ["redis-server", "--bind", "0.0.0.0", "--protected-mode", "no", "--dir", "/tmp"]'],
  },
  {
    name: 'prom/prometheus:v2.42.0',
    changes: [
      'CMD ["prometheus", "--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/tmp/prometheus"]',
    ],
  },
  { name: 'nginx:1.22', changes: ['CMD ["nginx", "-g", "daemon off;"]'] },
];

/** Why such images cannot be had; undefined when they can. @throws when tests with an engine are required */
export async function whyNoDebianImages(): Promise<string | undefined> {
  const reason = (await whyMissing({ debootstrap: 'debootstrap' })) ?? ((await mirror()) ? undefined : NO_MIRROR);
  if (reason && areDockerTestsRequired()) throw new Error(`Images of Debian packages cannot be made: ${reason}`);
  return reason;
}

const NO_MIRROR = "apt on this machine knows no mirror of Debian's packages";

/**
 * @param packages of which every image consists, with what they depend on; each list of packages has a root of its own
 * @throws when a package cannot be had
 */
export async function importDebianImages(
  dockerd: Dockerd,
  images: readonly DebianImage[] = DEBIAN_IMAGES,
  packages: readonly string[] = DEBIAN_PACKAGES,
): Promise<void> {
  const base = 'debian:everything';
  await dockerd.importTar(createReadStream(await rootOf(packages)), base);
  for (const { name, changes } of images) await dockerd.derive(name, base, changes);
}

/** Test files run at the same time: the first one makes the root, under a lock that even a killed run gives back. */
const MAKE_ROOT = `
test -e "$1" && exit 0
trap 'rm -rf --one-file-system "$2"' EXIT
debootstrap --variant=minbase --include="$3" ${RELEASE} "$2/root" "$4"
cd "$2/root"
tar --numeric-owner --exclude=./var/cache/apt --exclude=./var/lib/apt/lists --exclude=./usr/share/doc \\
  --exclude=./usr/share/man --exclude=./usr/share/locale --exclude=./usr/share/javascript -cf "$1.part" .
mv "$1.part" "$1"
`;

/** @returns path of an archive */
async function rootOf(packages: readonly string[]): Promise<string> {
  const list = [...new Set(packages)].sort().join(',');
  const name = createHash('sha256').update(`${RELEASE} ${list} ${MAKE_ROOT}`).digest('hex').slice(0, 16);
  const archive = join(CACHE, `debian-${name}.tar`);
  if (existsSync(archive)) return archive;
  const from = await mirror();
  if (from === undefined) throw new Error(NO_MIRROR);
  await mkdir(CACHE, { recursive: true });
  const work = await mkdtemp(join(tmpdir(), 'holdfast-debian-'));
  const words = [`${archive}.lock`, 'sh', '-e', '-c', MAKE_ROOT, 'sh', archive, work, list, from];
  try {
    await run('flock', words, { maxBuffer: 1 << 26, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  } catch (error) {
    const { stdout = '', message } = error as Error & { stdout?: string };
    throw new Error(`A Debian root with ${list} could not be made: ${message.slice(-500)}\n${stdout.slice(-1500)}`, {
      cause: error,
    });
  }
  return archive;
}

/** The one that apt on this machine takes Debian's packages from. */
async function mirror(): Promise<string | undefined> {
  try {
    // A machine that is new has no lists yet, and with them no origin of anything.
    return (await firstMirror()) ?? (await run('apt-get', ['update', '-qq']).then(firstMirror));
  } catch {
    return undefined;
  }
}

async function firstMirror(): Promise<string | undefined> {
  const format = '$(REPO_URI) $(COMPONENT) $(ORIGIN)';
  const { stdout } = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  return /^(https?:\S+) main Debian$/m.exec(stdout)?.[1];
}
