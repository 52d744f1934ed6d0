import { insertAt, type Edits } from '../../../document/edit';
import { finding, type Report, type Severity } from '../../../engine/rule';
import { holdsData, type KnownImage } from '../../../images';
import { commandLineOf, optionOf } from '../commandLine';
import { isToldToKeepData } from '../dataVolumes';
import { isWithin } from '../../../engine/paths';
import type { ComposeService, Item } from '../model';
import { normalisePath, serviceMounts } from '../mounts';
import { composeRule } from '../rule';
import { runsServer } from '../serverCommand';

/** Images of which it is certain what is lost. Of others a part of their folder may be kept, or nothing worth it. */
const CLASSES = new Set(['database', 'search', 'object-storage']);
const KINDS = new Set(['rabbitmq', 'prometheus', 'grafana', 'loki', 'confluent-kafka']);
/** Where somebody says where the data lies, it may be anywhere. */
const FOLDER_VARIABLE =
  /^(?:PGDATA|POSTGRES_DATA_DIR|MONGO_DATA_DIR|GF_PATHS_DATA|RABBITMQ_MNESIA_(?:BASE|DIR)|path\.data|INFLUXD_.*PATH)$/;
const FOLDER_OPTIONS = ['--datadir', '--dbpath', '--storage.tsdb.path', '-data-dir', '-D'];
const TEST_PROFILE = /^(?:test|tests|testing|e2e|ci)$/i;

interface Data {
  readonly service: ComposeService;
  readonly folder: string;
  /** The tmpfs on which somebody put the data. */
  readonly temporary: Item | undefined;
  /** A cache that nobody told to keep what it holds. */
  readonly isOptional: boolean;
}

export default composeRule({
  id: 'compose/missing-data-volume',
  severity: 'warning',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  summary: 'Data store keeps its data inside its container',
  why: 'What is not on a volume of its own goes with the container: after `docker compose down`, an update of the image or a clean-up the store starts empty.',
  knownProblems:
    'Only images in our table, and only where nothing is mounted that could hold the data. Redis counts where it is told to keep its data; otherwise it is an information under the preset `strict`. Development files, test profiles and jobs that end are exempt.',
  references: [
    'https://docs.docker.com/engine/storage/volumes/',
    'https://docs.docker.com/reference/compose-file/volumes/',
  ],
  examples: {
    bad: 'services:\n  db:\n    image: mariadb:11.8.3\n    restart: unless-stopped\n',
    good: 'services:\n  db:\n    image: mariadb:11.8.3\n    restart: unless-stopped\n    volumes:\n      - db-data:/var/lib/mysql\nvolumes:\n  db-data: {}\n',
  },
  on: {
    service: (service, { severity }) => judge(service, severity),
  },
  message: ({ service, folder, temporary }: Data) =>
    temporary
      ? `The data of "${service.name}" lies in memory and is gone after a restart. Put ${folder} on a volume unless that is meant.`
      : `"${service.name}" keeps its data in ${folder} of its container: with the container it is gone. Put the folder on a named volume.`,
  fixes: [
    {
      kind: 'manual',
      title: ({ service }) => `Keep the data in the volume "${service.name}-data"`,
      edits: addVolume,
    },
  ],
});

function judge(service: ComposeService, severity: Severity): Report<Data> | undefined {
  const { knownImage, file } = service;
  const folder = knownImage?.dataFolders[0];
  if (!knownImage || folder === undefined || service.isPartial || !service.isLongRunning) return undefined;
  const isCache = knownImage.class === 'cache';
  if (!isCache && !CLASSES.has(knownImage.class) && !KINDS.has(knownImage.kind)) return undefined;
  if (isForTests(service) || service.lenient(severity) !== severity || !runsServer(service)) return undefined;
  if (isKeptSomewhere(service, knownImage) || isElsewhere(service) || (isCache && keepsNothing(service)))
    return undefined;
  const temporary = service.items('tmpfs').find(({ view }) => {
    const place = view.kind === 'scalar' ? service.interpolate(view).text.split(':')[0] : undefined;
    return place !== undefined && holdsData(place, knownImage);
  });
  const isOptional = isCache && !isToldToKeepData(service);
  const data = { service, folder, temporary, isOptional };
  if (temporary) return finding(temporary.view, data, { severity: 'info', preset: 'strict' });
  const token = file.service(service.name)?.get('image')?.value ?? service.key;
  return finding(token, data, isOptional ? { severity: 'info', preset: 'strict' } : {});
}

/** Anything mounted that could hold the data: at, above or below the folder, or anywhere but where configuration goes. */
function isKeptSomewhere(service: ComposeService, image: KnownImage): boolean {
  if (service.get('volumes_from')) return true;
  return serviceMounts(service).some(({ target, kind }) => {
    if (!target?.isKnown || kind === 'other' || !target.text.startsWith('/')) return true;
    const place = normalisePath(target.text);
    if (holdsData(place, image) || image.dataFolders.some((folder) => isWithin(place, folder))) return true;
    if (kind === 'tmpfs') return false;
    const isSetting =
      /^\/(?:etc|docker-entrypoint-initdb\.d|tmp|run|opt|usr\/(?:local|share))(?:\/|$)|\.[a-z]{2,6}$/i.test(place);
    return !isSetting;
  });
}

/** Its data is told to lie in another folder, or nowhere. */
function isElsewhere(service: ComposeService): boolean {
  if (service.environment.some(({ name }) => FOLDER_VARIABLE.test(name))) return true;
  const words = commandLineOf(service);
  // Consul keeps everything in memory then.
  return optionOf(words, ...FOLDER_OPTIONS) !== undefined || words.some(({ text }) => text === '-dev');
}

/** Told to write no snapshots, or to throw away the oldest entries: a cache. */
function keepsNothing(service: ComposeService): boolean {
  const words = commandLineOf(service);
  if (isToldToKeepData(service)) return false;
  const save = optionOf(words, '--save')?.value;
  return save === '' || optionOf(words, '--maxmemory-policy')?.value?.startsWith('allkeys') === true;
}

function isForTests(service: ComposeService): boolean {
  const profiles = service.items('profiles').flatMap(({ view }) => (view.kind === 'scalar' ? [view.text] : []));
  return profiles.length > 0 && profiles.every((profile) => TEST_PROFILE.test(profile));
}

/** A volume alone does not make a cache keep its data. */
function addVolume({ service, folder, temporary, isOptional }: Data): Edits {
  const { file } = service;
  const name = `${service.name}-data`;
  if (temporary || isOptional || file.declared('volumes', name)) return undefined;
  const mounted = service.append('volumes', `${name}:${folder}`);
  const declared = insertAt(file.root, ['volumes', name], {});
  return mounted && declared && [...mounted, ...declared];
}
