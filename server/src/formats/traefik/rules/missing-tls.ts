import type { Token } from '../../../document/text';
import { placeholder } from '../../../document/render';
import { finding, type Report } from '../../../engine/rule';
import type { Router } from '../dynamicConfiguration';
import type { Traefik } from '../model';
import { booleanOf } from '../settings';
import type { EntryPoint, StaticConfiguration } from '../staticConfiguration';
import { traefikRule } from '../rule';

type Data =
  | {
      readonly kind: 'router';
      readonly router: Router;
      readonly entryPoint: EntryPoint;
      readonly server: StaticConfiguration;
    }
  | { readonly kind: 'project'; readonly entryPoint: EntryPoint };

export default traefikRule<Data>({
  id: 'traefik/missing-tls',
  severity: 'warning',
  preset: 'recommended',
  category: 'network',
  since: '0.1.0',
  summary: 'Public router without TLS',
  why: 'A router without TLS settings speaks plain HTTP, also on port 443: browsers refuse it, and what passes can be read on the way.',
  knownProblems:
    'Where only port 80 is published, TLS may end in front of this machine, so that is an information. Ports that are bound to the machine itself are left alone.',
  references: [
    'https://doc.traefik.io/traefik/reference/routing-configuration/http/tls/overview/',
    'https://doc.traefik.io/traefik/reference/install-configuration/tls/certificate-resolvers/acme/',
  ],
  crossFile: true,
  examples: {
    bad: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker.exposedbydefault=false\n      - --entrypoints.websecure.address=:443\n      - --certificatesresolvers.letsencrypt.acme.tlschallenge=true\n    ports:\n      - 443:443\n  web:\n    image: nginx:1.29.1\n    labels:\n      - traefik.enable=true\n      - traefik.http.routers.web.rule=Host(`shop.example.org`)\n      - traefik.http.routers.web.entrypoints=websecure\n',
    good: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker.exposedbydefault=false\n      - --entrypoints.websecure.address=:443\n      - --certificatesresolvers.letsencrypt.acme.tlschallenge=true\n    ports:\n      - 443:443\n  web:\n    image: nginx:1.29.1\n    labels:\n      - traefik.enable=true\n      - traefik.http.routers.web.rule=Host(`shop.example.org`)\n      - traefik.http.routers.web.entrypoints=websecure\n      - traefik.http.routers.web.tls.certresolver=letsencrypt\n',
  },
  on: {
    traefik(traefik) {
      const { server } = traefik;
      if (!server || server.version === 1) return undefined;
      const routers = traefik.routers.filter(({ protocol }) => protocol === 'http');
      return [...routers.flatMap((router) => plainRouter(traefik, server, router)), plainProject(traefik, server)];
    },
  },
  message: (data) =>
    data.kind === 'router'
      ? `"${data.router.name}" listens on "${data.entryPoint.name}" without TLS: Traefik answers there in plain HTTP and browsers refuse it. Give the router a certificate resolver, or \`tls=true\` for certificates of your own.`
      : `Everything comes in through "${data.entryPoint.name}" in plain HTTP, passwords included. Add an entry point with TLS, unless another proxy in front of this machine ends it.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Let a certificate resolver bring a certificate',
      edits: (data) => {
        if (data.kind === 'project' || data.router.name.includes('$')) return undefined;
        const [only, ...others] = data.server.namesBelow('certificatesresolvers');
        const prefix = `traefik.http.routers.${data.router.name}.tls`;
        const { container } = data.router.source;
        if (only === undefined) return container?.addLabels([[prefix, 'true']]);
        return container?.addLabels([[`${prefix}.certresolver`, others.length > 0 ? placeholder(only) : only]]);
      },
    },
  ],
});

function plainRouter(traefik: Traefik, server: StaticConfiguration, router: Router): Report<Data>[] {
  if (hasTls(router)) return [];
  const plain = (traefik.entryPointsOf(router) ?? []).find(
    (one) => one.reach === 'public' && !one.hasTls && isForTls(one),
  );
  if (!plain) return [];
  const written = router.entryPoints?.find(({ text }) => text.toLowerCase() === plain.name.toLowerCase());
  const token: Token = written?.token ?? router.rule?.token ?? router.token;
  return [finding(token, { kind: 'router', router, entryPoint: plain, server })];
}

/** Only port 80 is published, and nothing on it speaks TLS. */
function plainProject(traefik: Traefik, { entryPoints, container }: StaticConfiguration): Report<Data> | undefined {
  const isUnknown = entryPoints.some(({ reach, port }) => reach === 'unknown' || port === undefined);
  if (!container?.ports || isUnknown || entryPoints.some(({ port, hasTls: speaks }) => port === 443 || speaks))
    return undefined;
  const first = entryPoints.find(({ port, reach }) => port === 80 && reach === 'public');
  if (!first || traefik.routers.some(hasTls)) return undefined;
  return finding(first.token, { kind: 'project', entryPoint: first }, { severity: 'info' });
}

function hasTls({ tls }: Router): boolean {
  return tls.some((setting) => setting.path.length > 4 || booleanOf(setting) !== false);
}

function isForTls({ name, port }: EntryPoint): boolean {
  return port === 443 || (port !== 80 && /^(?:web-?secure|https)$/i.test(name));
}
