import { finding } from '../../../engine/rule';
import type { KnownImage } from '../../../images';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';
import { runsServer } from '../serverCommand';
import { millisecondsOf, quantityAt, replaceQuantity, writtenDuration } from '../units';

/** Milliseconds the engine waits between asking to stop and killing. */
const DEFAULT = 10_000;
const SHORTEST = 30_000;
const SHORTEST_FOR_DATABASES = 60_000;

const DATABASES: ReadonlySet<KnownImage['class']> = new Set(['database', 'search']);
const OTHERS: ReadonlySet<string> = new Set(['prometheus', 'loki']);

export default composeRule({
  id: 'compose/short-grace-period',
  severity: 'info',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  grouped: 'time to stop',
  summary: 'Service that keeps data gets little time to stop',
  why: 'Ten seconds after it was asked to stop, a container is killed. A database that is killed while it writes has to recover when it starts, which may take minutes; brokers and log stores lose what they had not yet written.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#stop_grace_period',
    'https://docs.docker.com/reference/cli/docker/container/stop/',
  ],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    stop_grace_period: 5s\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    stop_grace_period: 60s\n',
  },
  on: {
    service(service, { severity }) {
      const { knownImage } = service;
      if (!knownImage || !isStateful(knownImage) || !service.isLongRunning || !runsServer(service)) return undefined;
      const written = quantityAt(service, millisecondsOf, 'stop_grace_period');
      if (written === 'unknown') return undefined;
      const time = written?.value ?? DEFAULT;
      const wanted = DATABASES.has(knownImage.class) ? SHORTEST_FOR_DATABASES : SHORTEST;
      if (time >= wanted) return undefined;
      const judged = time < SHORTEST ? severity : 'hint';
      const more = { ...service.inOperation(judged), ...(written ? {} : { subject: service.subject }) };
      return finding(written?.token ?? service.key, { service, written, time, wanted }, more);
    },
  },
  message: ({ service, time, wanted }) =>
    `"${service.name}" is killed ${writtenDuration(time)} after it was asked to stop, which may be in the middle of writing. Give it ${writtenDuration(wanted)}.`,
  fixes: [
    {
      kind: 'review',
      title: ({ wanted }) => `Give it ${writtenDuration(wanted)} to stop`,
      edits: ({ service, written, wanted }) => setGracePeriod(service, written?.token, `${wanted / 1000}s`),
    },
  ],
});

function isStateful({ class: imageClass, kind, dataFolders }: KnownImage): boolean {
  if (OTHERS.has(kind) || DATABASES.has(imageClass)) return true;
  return imageClass === 'queue' && (dataFolders.length > 0 || kind === 'kafka');
}

function setGracePeriod(
  service: ComposeService,
  token: Parameters<typeof replaceQuantity>[0] | undefined,
  time: string,
) {
  return token ? replaceQuantity(token, time) : service.insert(['stop_grace_period'], time);
}
