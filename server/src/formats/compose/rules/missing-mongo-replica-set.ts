import { resolvePath } from '../../../engine/paths';
import { finding } from '../../../engine/rule';
import type { Surroundings } from '../../../engine/surroundings';
import type { Edits } from '../../../document/edit';
import { OneLine } from '../../../document/render';
import { referencesIn, type Reference } from '../clientReferences';
import { appendArguments, commandLineOf, optionOf } from '../commandLine';
import { fileInContainer } from '../containerFiles';
import { scalarText, type ComposeFile, type ComposeService } from '../model';
import { serviceMounts } from '../mounts';
import { composeRule } from '../rule';
import { runsServer } from '../serverCommand';

export default composeRule({
  id: 'compose/missing-mongo-replica-set',
  severity: 'info',
  preset: 'strict',
  category: 'reliability',
  since: '0.1.0',
  crossFile: true,
  summary: 'MongoDB is used as a replica set that it is not',
  why: 'A client that asks for a replica set finds none and gives up after half a minute; transactions and change streams need one. A server with a name for its set stays without a primary until somebody initiates it.',
  knownProblems: 'Scripts that cannot be read may initiate the set: then nothing is said.',
  references: [
    'https://www.mongodb.com/docs/manual/tutorial/convert-standalone-to-replica-set/',
    'https://www.mongodb.com/docs/manual/reference/method/rs.initiate/',
  ],
  examples: {
    bad: 'services:\n  app:\n    image: example/app:1.4\n    environment:\n      MONGO_URL: mongodb://db:27017/app?replicaSet=rs0\n  db:\n    image: mongo:8.0.17\n',
    good: `services:\n  app:\n    image: example/app:1.4\n    environment:\n      MONGO_URL: mongodb://db:27017/app?replicaSet=rs0\n  db:\n    image: mongo:8.0.17\n    command: ["mongod", "--replSet", "rs0", "--bind_ip_all"]\n    healthcheck:\n      test: ["CMD", "mongosh", "--quiet", "--eval", "try { rs.status().ok } catch (e) { rs.initiate({_id: 'rs0', members: [{_id: 0, host: 'db:27017'}]}).ok }"]\n      interval: 10s\n      timeout: 10s\n      start_period: 30s\n`,
  },
  on: {
    service(service, { severity, surroundings }) {
      const { file, knownImage } = service;
      if (
        knownImage?.kind !== 'mongodb' ||
        service.isPartial ||
        file.isPartial ||
        service.get('entrypoint') ||
        !runsServer(service)
      )
        return undefined;
      const own = replicaSetOf(service, surroundings);
      if (own === 'unknown') return undefined;
      const more = { severity: service.lenient(severity) };
      const client = own ? undefined : clientOf(service);
      if (own ? isInitiated(file, surroundings) : !client) return undefined;
      const related = client
        ? [{ token: client.token, message: `"${client.from.name}" asks for the replica set here.` }]
        : [];
      return finding(service.key, { service, name: client && nameIn(client.address) }, { ...more, related });
    },
  },
  message: ({ service, name }) =>
    name === undefined
      ? `"${service.name}" belongs to a replica set that nothing initiates: without a primary it accepts no writes. Run \`rs.initiate()\` once, in a job or in its health check.`
      : `A client asks for the replica set "${name}", and "${service.name}" is a server of its own: the client gives up. Start it with \`--replSet ${name}\`, and initiate the set.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Make it a replica set of one, initiated by its health check',
      edits: ({ service, name }) => (name === undefined ? undefined : makeSet(service, name)),
    },
  ],
});

/** Who asks for a replica set. */
function clientOf(service: ComposeService): Reference | undefined {
  return referencesIn(service.file).find(({ to, address }) => to === service && nameIn(address) !== undefined);
}

function nameIn(address: string): string | undefined {
  return /[?&]replicaSet=([\w-]+)/.exec(address)?.[1];
}

function replicaSetOf(service: ComposeService, surroundings: Surroundings): boolean | 'unknown' {
  const words = commandLineOf(service);
  if (words.some(({ text }) => /^--?replSet(?:=|$)/.test(text))) return true;
  if (words.some(({ isKnown }) => !isKnown)) return 'unknown';
  const path = optionOf(words, '--config', '-f')?.value;
  if (path === undefined) return false;
  const file = fileInContainer(service, resolvePath('/', path), surroundings);
  if (file.state !== 'read') return 'unknown';
  return /^\s*(?:replSetName\s*:|replSet\s*=)/m.test(file.text);
}

const INITIATES = /rs\.initiate|replSetInitiate/;

/** Somewhere in the commands, health checks and scripts of the project, or where nobody can look. */
function isInitiated(file: ComposeFile, { scripts }: Surroundings): boolean {
  if (scripts?.some((text) => INITIATES.test(text)) === true) return true;
  return file.services.some((service) => {
    const texts = ['command', 'entrypoint'].flatMap((key) => service.items(key));
    const all = [...texts, ...service.items('healthcheck', 'test')].map(({ view }) => scalarText(view) ?? '');
    const mayInitiate = serviceMounts(service).some(({ target }) => /initdb\.d|\.(?:sh|js)$/.test(target?.text ?? ''));
    return mayInitiate || all.some((text) => INITIATES.test(text) || /\.(?:sh|js)\b/.test(text));
  });
}

/** With users the members need a key file too, which is more than an edit. */
function makeSet(service: ComposeService, name: string): Edits {
  const hasUsers = service.environment.some((one) => one.name.startsWith('MONGO_INITDB_ROOT'));
  if (hasUsers || service.get('healthcheck')) return undefined;
  const started = appendArguments(service, ['--replSet', name, '--bind_ip_all'], ['mongod']);
  const initiate = `rs.initiate({_id: '${name}', members: [{_id: 0, host: '${service.name}:27017'}]}).ok`;
  const checked = service.insert(['healthcheck'], {
    test: new OneLine(['CMD', 'mongosh', '--quiet', '--eval', `try { rs.status().ok } catch (e) { ${initiate} }`]),
    interval: '10s',
    timeout: '10s',
    start_period: '30s',
  });
  return started && checked && [...started, ...checked];
}
