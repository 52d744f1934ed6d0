import type { Token } from '../../../document/text';
import { nameOf } from '../../../engine/paths';
import { finding, type Report } from '../../../engine/rule';
import type { DeclaredService, HostPort, Surroundings } from '../../../engine/surroundings';
import type { ComposeFile, ComposeService } from '../model';
import { collide, hostPort, publishedPorts, publishesPorts, type PublishedPort } from '../ports';
import { canRunTogether } from '../profiles';
import { composeRule } from '../rule';

/** A port of the host that a service of this file takes. */
interface Taken {
  readonly service: ComposeService;
  readonly port: PublishedPort;
  readonly host: HostPort;
}

interface Data {
  readonly taken: Taken;
  readonly other: string;
  /** The file the other service is in, where it is not this one. */
  readonly otherFile: string | undefined;
}

export default composeRule({
  id: 'compose/duplicate-host-port',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  crossFile: true,
  summary: 'Two services take the same port of the host',
  why: 'The second container cannot start: the engine refuses with "port is already allocated", often only after the next reboot, when the order is another one.',
  knownProblems:
    'Services that never run together because their profiles differ are exempt. A project made of files with eight services and more that collide is one of which people start some: there it is an information under the preset `strict` only. A port that a service of another compose file in the folder takes is an information, unless Compose merges the two files by itself; files that declare the same services are taken for variants of each other.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#ports',
    'https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/',
  ],
  peers: ['dclint:no-duplicate-exported-ports'],
  examples: {
    bad: 'services:\n  shop:\n    image: example/shop:1.4\n    ports:\n      - "127.0.0.1:8080:80"\n  wiki:\n    image: example/wiki:2.1\n    ports:\n      - "127.0.0.1:8080:3000"\n',
    good: 'services:\n  shop:\n    image: example/shop:1.4\n    ports:\n      - "127.0.0.1:8080:80"\n  wiki:\n    image: example/wiki:2.1\n    ports:\n      - "127.0.0.1:8081:3000"\n',
  },
  on: {
    file(file, { surroundings }) {
      const all = file.services.flatMap(takenBy);
      let answer: boolean | undefined;
      const isMenu = (): boolean => (answer ??= isChosenFrom(all));
      return all.map(
        (taken, index) => withinProject(taken, index, all, isMenu) ?? withSiblings(file, taken, surroundings),
      );
    },
  },
  message: ({ taken: { service, host }, other, otherFile }: Data) => {
    const port = host.first === host.last ? `port ${host.first}` : `ports ${host.first}-${host.last}`;
    const who =
      other === service.name ? 'twice' : `as "${other}"${otherFile === undefined ? '' : ` in ${otherFile}`} does`;
    return `"${service.name}" takes ${port} of the host ${who}: whichever starts second fails. Publish one of them on another port.`;
  },
});

function takenBy(service: ComposeService): Taken[] {
  if (publishesPorts(service) !== true) return [];
  return publishedPorts(service).flatMap((port) => {
    const host = hostPort(port);
    return host ? [{ service, port, host }] : [];
  });
}

/** Of two publications in one file the second one is reported; of two in different files each in its own. */
function withinProject(
  taken: Taken,
  index: number,
  all: readonly Taken[],
  isMenu: () => boolean,
): Report<Data> | undefined {
  const { document } = tokenOf(taken);
  const first = all.find((one, at) => {
    if (at === index || !collide(one.host, taken.host)) return false;
    return (at < index || tokenOf(one).document !== document) && canCollide(one, taken);
  });
  if (!first) return undefined;
  const related = [{ token: tokenOf(first), message: `"${first.service.name}" takes it here` }];
  const { source } = tokenOf(first).document;
  const otherFile = source === tokenOf(taken).document.source ? undefined : nameOf(source);
  const data = { taken, other: first.service.name, otherFile };
  const isAlternative = otherFile !== undefined && isMenu();
  return finding(tokenOf(taken), data, { related, ...(isAlternative ? { severity: 'info', preset: 'strict' } : {}) });
}

/** A project with this many services that cannot run at once is one of which people start some. */
const MENU = 8;

/** Whether a project is put together from files of which nobody starts all. */
function isChosenFrom(all: readonly Taken[]): boolean {
  const colliding = new Set<ComposeService>();
  for (const [index, taken] of all.entries()) {
    const { document } = tokenOf(taken);
    const other = all
      .slice(0, index)
      .find((one) => tokenOf(one).document !== document && collide(one.host, taken.host) && canCollide(one, taken));
    if (other) colliding.add(other.service).add(taken.service);
    if (colliding.size >= MENU) return true;
  }
  return false;
}

function tokenOf({ port }: Taken): Token {
  return port.published?.token ?? port.token;
}

function canCollide(one: Taken, other: Taken): boolean {
  // Compose keeps one of two equal entries of a service, which `extends` and merged files often bring.
  if (one.service === other.service) return one.port.target?.text !== other.port.target?.text;
  return canRunTogether(one.service, other.service);
}

function withSiblings(
  file: ComposeFile,
  taken: Taken,
  { composeServices = [] }: Surroundings,
): Report<Data> | undefined {
  const here = nameOf(file.document.source);
  const isMerged = (path: string): boolean => file.project.sources.some((source) => source.path === path);
  for (const other of composeServices) {
    if (other.name === taken.service.name) continue;
    const port = other.hostPorts.find((one) => !isMerged(one.file) && collide(one, taken.host));
    if (!port) continue;
    const there = nameOf(port.file);
    const areMerged = withoutOverride(there) === withoutOverride(here);
    if (!areMerged && areVariants(composeServices, here, there)) continue;
    const data = { taken, other: other.name, otherFile: there };
    return finding(tokenOf(taken), data, areMerged ? {} : { severity: 'info' });
  }
  return undefined;
}

/** Files that declare the same services are one stack in several variants, of which one runs. */
function areVariants(services: readonly DeclaredService[], one: string, other: string): boolean {
  return services.some(({ files }) => {
    const names = files.map(nameOf);
    return names.includes(one) && names.includes(other);
  });
}

/** `compose.override.yaml` is merged into `compose.yaml` without being asked for. */
function withoutOverride(name: string): string {
  return name.replace(/\.override(?=\.ya?ml$)/i, '').replace(/\.yml$/i, '.yaml');
}
