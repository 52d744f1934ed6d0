import { insertAt, replaceValue, type Edits } from '../../../document/edit';
import type { Value } from '../../../document/render';
import { finding } from '../../../engine/rule';
import type { Surroundings } from '../../../engine/surroundings';
import type { ImageClass } from '../../../images';
import { referencesOf } from '../clientReferences';
import { conditionFor, dependenciesOf, waitsByItself } from '../dependencies';
import { scalarText, type ComposeService } from '../model';
import { composeRule } from '../rule';

/** What a service works without, for a while at least. */
const OPTIONAL: ReadonlySet<ImageClass> = new Set([
  'monitoring',
  'logging',
  'exporter',
  'proxy',
  'vpn',
  'agent',
  'backup',
]);
const OPTIONAL_VARIABLE =
  /^(?:ADMINER|PMA|PGADMIN|DBGATE)_|OTEL|OTLP|TRAC(?:E|ING)|JAEGER|ZIPKIN|SENTRY|METRIC|LOKI|LOG|PROXY|SMTP|MAIL|PUBLIC|EXTERNAL|FRONTEND|CALLBACK|REDIRECT|WEBHOOK/i;

export default composeRule({
  id: 'compose/missing-dependency',
  severity: 'info',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  crossFile: true,
  summary: 'Service talks to another one that it does not wait for',
  why: 'Compose starts both at once. Whether the first connection succeeds is a matter of luck: after a reboot of the host, or with more data, it is not.',
  knownProblems:
    'Addresses in variables and commands are seen, not those in files. What a service can do without (monitoring, mail, proxies) is left out, and so are services that talk to each other.',
  references: [
    'https://docs.docker.com/compose/how-tos/startup-order/',
    'https://docs.docker.com/reference/compose-file/services/#depends_on',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:2.1\n    environment:\n      DATABASE_URL: postgres://app@db:5432/app\n  db:\n    image: postgres:17.6\n    healthcheck:\n      test: ["CMD", "pg_isready", "-h", "127.0.0.1"]\n',
    good: 'services:\n  api:\n    image: example/api:2.1\n    environment:\n      DATABASE_URL: postgres://app@db:5432/app\n    depends_on:\n      db:\n        condition: service_healthy\n  db:\n    image: postgres:17.6\n    healthcheck:\n      test: ["CMD", "pg_isready", "-h", "127.0.0.1"]\n',
  },
  on: {
    service(service, { severity, surroundings }) {
      const { file } = service;
      if (file.services.length < 2 || file.isSwarm || service.isPartial || !service.hasContainer) return undefined;
      const seen = new Set<string>();
      return referencesOf(service).map(({ to, token, variable, isProbe }) => {
        if (isProbe || seen.has(to.name) || !to.hasContainer) return undefined;
        if (OPTIONAL_VARIABLE.test(variable ?? '') || (to.knownImage && OPTIONAL.has(to.knownImage.class)))
          return undefined;
        if (waitsFor(service, to) || waitsFor(to, service) || talksTo(to, service)) return undefined;
        if (!isStartedWith(service, to) || waitsByItself(service, to)) return undefined;
        seen.add(to.name);
        const related = [{ token: to.key, message: `"${to.name}" is declared here.` }];
        return finding(token, { service, to, surroundings }, { severity: service.lenient(severity), related });
      });
    },
  },
  message: ({ service, to }) =>
    `"${service.name}" talks to "${to.name}", but does not wait for it: whether it finds it at the start is a matter of luck. Add it to \`depends_on\`.`,
  fixes: [
    {
      kind: 'review',
      title: ({ to }) => `Wait for "${to.name}"`,
      edits: ({ service, to, surroundings }) => addDependency(service, to, surroundings),
    },
  ],
});

/** Through any number of others. */
function waitsFor(service: ComposeService, target: ComposeService, seen = new Set<ComposeService>()): boolean {
  if (service === target) return true;
  if (seen.has(service)) return false;
  seen.add(service);
  return neighboursOf(service).some((name) => {
    const next = service.file.service(name);
    return next !== undefined && waitsFor(next, target, seen);
  });
}

/** Links, shared volumes and shared namespaces make Compose wait too. */
function neighboursOf(service: ComposeService): string[] {
  const links = ['links', 'volumes_from'].flatMap((key) =>
    service.items(key).flatMap(({ view }) => (scalarText(view) ?? '').split(':')[0] ?? []),
  );
  const shared = ['network_mode', 'pid', 'ipc'].flatMap(
    (key) => /^service:(.+)$/.exec(service.text(key)?.text ?? '')?.[1] ?? [],
  );
  return [...dependenciesOf(service).map(({ name }) => name), ...links, ...shared];
}

/** Two that talk to each other cannot both wait. */
function talksTo(from: ComposeService, to: ComposeService): boolean {
  return referencesOf(from).some((one) => one.to === to && !one.isProbe);
}

/** Compose refuses a dependency on a service whose profile is not switched on. */
function isStartedWith(service: ComposeService, target: ComposeService): boolean {
  const profiles = profilesOf(target);
  const own = profilesOf(service);
  return profiles.length === 0 || (own.length > 0 && own.every((profile) => profiles.includes(profile)));
}

function profilesOf(service: ComposeService): string[] {
  return service.items('profiles').flatMap(({ view }) => scalarText(view) ?? []);
}

function addDependency(service: ComposeService, target: ComposeService, surroundings: Surroundings): Edits {
  const condition = conditionFor(target, surroundings);
  // What is only lowered to a hint is no reason to wait for what cannot be waited for.
  if (!condition && service.lenient('info') === 'hint') return undefined;
  const [holder, ...others] = service.holders('depends_on');
  if (others.length > 0 || service.entry.aliased) return undefined;
  if (!holder) return service.insert(['depends_on'], condition ? { [target.name]: { condition } } : [target.name]);
  if (holder.aliased || holder.owner !== service.own) return undefined;
  const started = { condition: condition ?? 'service_started' };
  if (holder.value?.kind === 'map') return insertAt(service.own, ['depends_on', target.name], started);
  if (!condition) return service.append('depends_on', target.name);
  const waiting = dependenciesOf(service).map(({ name }): [string, Value] => {
    const other = service.file.service(name);
    return [name, { condition: (other && conditionFor(other, surroundings)) ?? 'service_started' }];
  });
  return replaceValue(holder, { ...Object.fromEntries(waiting), [target.name]: started });
}
