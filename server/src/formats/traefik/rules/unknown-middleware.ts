import { nearest } from '../../../engine/nearest';
import { finding, type Report } from '../../../engine/rule';
import type { Named, Protocol, Source } from '../dynamicConfiguration';
import type { Traefik } from '../model';
import { isBelow, type SettingItem } from '../settings';
import { traefikRule } from '../rule';

interface Data {
  readonly item: SettingItem;
  /** Who speaks of it: `router "web"`. */
  readonly speaker: string;
  /** The name that was probably meant, as it has to be written there. */
  readonly guess: string | undefined;
  /** It exists, but elsewhere. */
  readonly isElsewhere: boolean;
}

export default traefikRule<Data>({
  id: 'traefik/unknown-middleware',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Middleware is declared nowhere',
  why: 'Traefik switches a router off when one of its middlewares does not exist: the page answers 404 and only the log says why.',
  knownProblems:
    'An error only where everything that Traefik reads is in the workspace. Where other projects or files may declare it, only names that look mistyped are shown, as a hint.',
  references: ['https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/overview/'],
  crossFile: true,
  examples: {
    bad: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker.exposedbydefault=false\n  web:\n    image: nginx:1.29.1\n    labels:\n      - traefik.enable=true\n      - traefik.http.routers.web.rule=Host(`shop.example.org`)\n      - traefik.http.routers.web.middlewares=compres\n      - traefik.http.middlewares.compress.compress=true\n',
    good: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker.exposedbydefault=false\n  web:\n    image: nginx:1.29.1\n    labels:\n      - traefik.enable=true\n      - traefik.http.routers.web.rule=Host(`shop.example.org`)\n      - traefik.http.routers.web.middlewares=compress\n      - traefik.http.middlewares.compress.compress=true\n',
  },
  on: {
    traefik(traefik) {
      const routers = traefik.routers.flatMap(({ name, protocol, source, middlewares }) =>
        middlewares.flatMap((item) => judge(traefik, item, protocol, source, `router "${name}"`)),
      );
      const chains = traefik.middlewares.flatMap(({ name, protocol, source, settings }) =>
        settings
          .filter((setting) => isBelow(setting, '*', '*', '*', 'chain', 'middlewares'))
          .flatMap(({ items }) => items.flatMap((item) => judge(traefik, item, protocol, source, `chain "${name}"`))),
      );
      return [...routers, ...chains];
    },
  },
  message: ({ item, speaker, guess, isElsewhere }) =>
    isElsewhere
      ? `The ${speaker} looks for "${item.text}" beside itself, but it is declared by another provider. Write "${guess}".`
      : `Nothing declares the middleware "${item.text}", so Traefik switches the ${speaker} off. ${guess ? `Did you mean "${guess}"?` : 'Declare it, or take it out.'}`,
  fixes: [
    {
      kind: 'review',
      title: ({ guess }) => `Replace it by "${guess}"`,
      edits: ({ item, guess }) => (guess === undefined ? undefined : item.replace(guess)),
    },
  ],
});

function judge(
  traefik: Traefik,
  item: SettingItem,
  protocol: Protocol,
  source: Source,
  speaker: string,
): Report<Data>[] {
  const [name = '', provider = providerOf(source)] = item.text.split('@');
  const isOurs = provider === 'file' || provider === 'docker' || provider === 'swarm';
  if (!item.isKnown || name === '' || !isOurs) return [];
  const all = traefik.middlewares.filter((one) => one.protocol === protocol);
  const isHere = (one: Named): boolean => (providerOf(one.source) === 'file') === (provider === 'file');
  const fits = (one: Named): boolean => one.name.toLowerCase() === name.toLowerCase();
  if (all.some((one) => isHere(one) && fits(one))) return [];
  const elsewhere = all.find(fits);
  const mistyped = nearest(
    name,
    all.filter(isHere).map((one) => one.name),
  );
  const suffix = provider === providerOf(source) ? '' : `@${provider}`;
  const guess = elsewhere ? `${elsewhere.name}@${providerOf(elsewhere.source)}` : mistyped && mistyped + suffix;
  if (!traefik.isComplete && (guess === undefined || elsewhere)) return [];
  const data = { item, speaker, guess, isElsewhere: elsewhere !== undefined };
  return [finding(item.token, data, traefik.isComplete ? {} : { severity: 'hint' })];
}

function providerOf({ container }: Source): string {
  return container ? 'docker' : 'file';
}
