import type { OpenedFile } from '../../engine/open';
import { folderOf, nameOf } from '../../engine/paths';
import { PrometheusConfig, type ScrapeJob } from '../../formats/prometheus/model';
import { lookUp } from '../../formats/prometheus/ruleFiles';
import type { DeclaredStack, DeclaredStackService } from '../../protocol';
import type { StackContext } from './composeStack';
import { uriOf, type Places } from './place';

/** The scrape jobs of a Prometheus configuration; undefined where it has none. */
export function prometheusStack({ path, yaml }: OpenedFile, context: StackContext): DeclaredStack | undefined {
  const document = yaml?.documents[0]?.document;
  if (document?.root?.kind !== 'map') return undefined;
  const config = new PrometheusConfig(document, document.root, path);
  const surroundings = context.surroundingsOf(path);
  const found = config.ruleFilePatterns.map(({ text }) => lookUp(text, config, surroundings));
  const services = config.jobs.map((job) => serviceOf(job, context.places));
  if (services.length === 0) return undefined;
  const folder = folderOf(path);
  return {
    id: `prometheus:${uriOf(path)}`,
    kind: 'prometheus',
    name: nameOf(folder),
    folder: uriOf(folder),
    files: [uriOf(path)],
    isComplete: found.every((one) => one !== undefined),
    ruleFiles: [...new Set(found.flatMap((one) => one?.files ?? []))].map(uriOf),
    services,
    objectives: context.settings.objectives,
  };
}

/** A job asks other services for figures; it runs nothing itself. */
function serviceOf(job: ScrapeJob, places: Places): DeclaredStackService {
  const name = job.view.get('job_name');
  return {
    name: job.name,
    source: places.of(name?.value ?? name?.key ?? job.view),
    image: undefined,
    imageKind: undefined,
    isBuilt: false,
    ports: [],
    healthCheck: { kind: 'unknown' },
    suggestedProbe: undefined,
    limits: { memoryBytes: undefined, cpus: undefined, processes: undefined },
    restart: undefined,
    environmentNames: [],
    containerName: undefined,
    replicas: 1,
    profiles: [],
    isOneShot: false,
    hasContainer: false,
    dataVolumes: [],
    isBackup: false,
    isPartial: false,
    scrapeTargets: job.targets.map(({ scalar }) => places.declared(scalar.text, scalar)),
  };
}
