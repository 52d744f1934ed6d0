import { insideContainer } from '../../engine/mounts';
import { folderOf, isWithin } from '../../engine/paths';
import type { DeclaredService, Surroundings } from '../../engine/surroundings';
import { findImage } from '../../images';
import type { PrometheusConfig } from './model';

/** Servers that evaluate alerting rules over the samples of a Prometheus. */
const RULERS = /(?:^|[/-])(?:mimir|cortex|vmalert)(?:[-:@]|$)/;

/** Where the image keeps its configuration (https://github.com/prometheus/prometheus/blob/main/Dockerfile). */
const CONFIG_FOLDER = '/etc/prometheus';

/**
 * The compose services that run Prometheus with this configuration: those that mount it, or the only Prometheus there is when it
 * mounts none and so may have it in its image. Undefined when the compose files are not known.
 */
export function serversOf(
  config: PrometheusConfig,
  { composeServices }: Surroundings,
): readonly DeclaredService[] | undefined {
  const running = composeServices?.filter(isPrometheus);
  const mounting = running?.filter(({ mounts }) => insideContainer(mounts, config.path) !== undefined);
  if (!running || !mounting || mounting.length > 0) return mounting;
  const [only] = running;
  const mountsAnother = only?.mounts.some(({ target }) => isWithin(target, CONFIG_FOLDER)) ?? true;
  return running.length === 1 && !mountsAnother ? running : [];
}

export function isPrometheus({ name, image, command }: DeclaredService): boolean {
  if (image === undefined) return /prom/i.test(name) && command.some((word) => word.startsWith('--config.file'));
  return isOfficialPrometheus(image) || /(?:^|\/)prometheus(?:[:@]|$)/.test(image);
}

/** The image as Prometheus publishes it, whose content is known. */
export function isOfficialPrometheus(image: string): boolean {
  return findImage(image)?.kind === 'prometheus';
}

/** Agent mode forwards samples: it stores none and evaluates no rules. */
export function runsAsAgent(config: PrometheusConfig, surroundings: Surroundings): boolean {
  if (/(?:^|[/._-])agent[^/]*$/i.test(config.path)) return true;
  const servers = serversOf(config, surroundings) ?? [];
  return servers.some(({ command }) =>
    command.some((word) => /^--agent$|^--enable-feature=(?:.*,)?agent(?:,|$)/.test(word)),
  );
}

/** Something else in the project evaluates rules, or reads this configuration in the place of Prometheus. */
export function hasOtherRuler(config: PrometheusConfig, surroundings: Surroundings): boolean {
  const services = surroundings.composeServices ?? [];
  if (services.some(isRuler)) return true;
  if (surroundings.kubernetesObjects?.some(({ kind }) => kind === 'PrometheusRule')) return true;
  const readers = services.filter(({ mounts }) =>
    mounts.some(({ source }) => source === config.path || source === folderOf(config.path)),
  );
  return readers.length > 0 && !readers.some((reader) => isPrometheus(reader));
}

/** Thanos is one image for many parts; only `thanos rule` evaluates rules. */
function isRuler({ image = '', command }: DeclaredService): boolean {
  return RULERS.test(image) || (/(?:^|\/)thanos(?:[:@]|$)/.test(image) && command.includes('rule'));
}

/** A file that shows or tests one thing and that nobody runs as it is. */
export function isSample(config: PrometheusConfig, surroundings: Surroundings): boolean {
  return /(?:^|\/)(?:examples?|testdata)\//i.test(config.path) && !serversOf(config, surroundings)?.length;
}
