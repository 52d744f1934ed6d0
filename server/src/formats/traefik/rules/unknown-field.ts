import type { Token } from '../../../document/text';
import { nearest } from '../../../engine/nearest';
import { finding, type Report } from '../../../engine/rule';
import {
  asInFiles,
  DYNAMIC_FIELDS,
  OF_VERSION_1,
  REMOVED_IN_VERSION_3,
  STATIC_FIELDS,
  STATIC_OF_VERSION_1,
} from '../fields';
import { longestIn, renamePart, unknownPart } from '../fieldPaths';
import type { Traefik } from '../model';
import type { Setting } from '../settings';
import type { StaticConfiguration } from '../staticConfiguration';
import { traefikRule } from '../rule';

interface Data {
  readonly setting: Setting;
  /** Which part of the path is wrong, and where it stands. */
  readonly index: number;
  readonly token: Token;
  readonly guess: string | undefined;
  /** A name that an older version knew: what took its place, or nothing. */
  readonly successor: string | undefined;
  readonly kind: 'unknown' | 'version 1' | 'removed' | 'dynamic';
}

export default traefikRule<Data>({
  id: 'traefik/unknown-field',
  severity: 'warning',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Traefik does not know this option',
  why: 'An unknown flag or key keeps Traefik from starting. An unknown label makes it drop everything that the labels of that container say.',
  knownProblems:
    'Deep down only names that look mistyped are reported, because every release adds options. Variables of the environment and the options of plugins are not looked at.',
  references: [
    'https://doc.traefik.io/traefik/reference/install-configuration/configuration-options/',
    'https://doc.traefik.io/traefik/migrate/v2-to-v3/',
  ],
  peers: ['traefik:load'],
  crossFile: true,
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    labels:\n      - traefik.http.routers.web.entrypoint=websecure\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    labels:\n      - traefik.http.routers.web.entrypoints=websecure\n',
  },
  on: {
    traefik(traefik) {
      const isVersion1 = traefik.servers.some(({ version }) => version === 1);
      return isVersion1 ? undefined : [...staticReports(traefik), ...dynamicReports(traefik)];
    },
  },
  message: ({ setting, index, guess, successor, kind }) => {
    const name = setting.path[index] ?? '';
    const instead = successor ? ` Use \`${successor}\`.` : '';
    if (kind === 'version 1')
      return `"${name}" was an option of Traefik 1, and later versions do not read it.${instead}`;
    if (kind === 'removed')
      return `Traefik 3 has no "${name}" any more and refuses to start with it.${instead || ' Delete it.'}`;
    if (kind === 'dynamic')
      return `Traefik does not read "${name}" in its static configuration. Move it to a file of the file provider.`;
    return `Traefik does not know "${name}" here. ${guess ? `Did you mean "${guess}"?` : 'Correct the name, or delete it.'}`;
  },
  fixes: [
    {
      kind: 'review',
      title: ({ guess }) => `Replace it by "${guess}"`,
      // Mistyped it does nothing: whether a protection shall be off is for the person to say.
      edits: ({ setting, index, token, guess }) =>
        guess === undefined || /^insecure/i.test(guess) ? undefined : renamePart(setting.path, index, token, guess),
    },
  ],
});

function staticReports({ servers }: Traefik): Report<Data>[] {
  return servers.flatMap((server) => {
    const settings = server.settings.filter(({ origin }) => origin !== 'environment');
    const hasFileProvider = server.below('providers', 'file').length > 0;
    return once(settings, (setting) => {
      const removed =
        server.version === undefined || server.version < 3 ? undefined : longestIn(setting.path, REMOVED_IN_VERSION_3);
      if (removed) return report(server, setting, removed.index, { kind: 'removed', successor: removed.successor });
      const wrong = unknownPart(setting.path, STATIC_FIELDS);
      if (!wrong) return undefined;
      const old = longestIn(setting.path, STATIC_OF_VERSION_1);
      if (old && wrong.index === 0) return report(server, setting, 0, { kind: 'version 1', successor: old.successor });
      if (wrong.index === 0 && /^(?:http|tcp|udp|tls)$/i.test(setting.path[0] ?? ''))
        return hasFileProvider ? undefined : report(server, setting, 0, { kind: 'dynamic' });
      return report(server, setting, wrong.index, { guess: wrong.guess });
    });
  });
}

function dynamicReports({ sources }: Traefik): Report<Data>[] {
  return sources.flatMap(({ settings, container }) => {
    const isForBoth = settings.some(({ path }) => /^(?:http|tcp|udp)$/i.test(path[0] ?? ''));
    return once(settings, (setting) => {
      const [first = ''] = setting.path;
      const old = container ? longestIn(setting.path, OF_VERSION_1) : undefined;
      // Labels for both versions side by side are meant so.
      if (old)
        return isForBoth
          ? undefined
          : report(undefined, setting, 0, { kind: 'version 1', successor: `traefik.${old.successor}` });
      if (!(first.toLowerCase() in DYNAMIC_FIELDS)) {
        // Labels of people's own are good for constraints.
        const guess = setting.path.length > 2 ? nearest(first.toLowerCase(), Object.keys(DYNAMIC_FIELDS)) : undefined;
        return guess === undefined || OWN_LABELS.test(first) ? undefined : report(undefined, setting, 0, { guess });
      }
      const wrong = unknownPart(setting.path, DYNAMIC_FIELDS);
      return wrong && report(undefined, setting, wrong.index, { guess: wrong.guess });
    });
  });
}

/** First parts of labels that are about the container and not about what is routed. */
const OWN_LABELS = /^(?:enable|docker|swarm|consulcatalog|nomad|ecs)$/i;

/** The same wrong name above several settings is one finding. */
function once(settings: readonly Setting[], judge: (setting: Setting) => Report<Data> | undefined): Report<Data>[] {
  const seen = new Set<string>();
  return settings.flatMap((setting) => {
    const found = judge(setting);
    if (!found) return [];
    const key = setting.path
      .slice(0, found.data.index + 1)
      .join('.')
      .toLowerCase();
    if (seen.has(key)) return [];
    seen.add(key);
    return found;
  });
}

function report(
  server: StaticConfiguration | undefined,
  setting: Setting,
  index: number,
  more: Partial<Pick<Data, 'kind' | 'guess' | 'successor'>>,
): Report<Data> {
  const inFile = setting.origin === 'file' && index < setting.path.length - 1;
  const token = (inFile && server?.keyOf(...setting.path.slice(0, index + 1))) || setting.key;
  const guess = more.guess !== undefined && setting.origin === 'file' ? asInFiles(more.guess) : more.guess;
  return finding(token, { setting, index, token, successor: undefined, kind: 'unknown', ...more, guess });
}
