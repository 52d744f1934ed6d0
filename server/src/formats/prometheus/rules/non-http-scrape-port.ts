import { deleteItem, replacePart, type Edits } from '../../../document/edit';
import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import type { DeclaredService } from '../../../engine/surroundings';
import type { Address } from '../address';
import type { StaticTarget } from '../model';
import { prometheusRule } from '../rule';
import { wireProtocolOf, type Exporter, type WireProtocol } from '../wireProtocols';

export default prometheusRule({
  id: 'prometheus/non-http-scrape-port',
  severity: 'error',
  preset: 'recommended',
  category: 'observability',
  since: '0.1.0',
  crossFile: true,
  summary: 'Scrape target does not speak HTTP',
  why: 'Prometheus collects metrics over HTTP. A database or queue that is asked on its own port answers with an error, and the target is down for ever.',
  knownProblems:
    'Ports that HTTP servers use as well (9092, 9042, 7687 …) are only judged when a service of the project is known to speak something else there. Relabelled addresses and exporters are left alone.',
  references: [
    'https://prometheus.io/docs/instrumenting/exporters/',
    'https://github.com/prometheus/prometheus/wiki/Default-port-allocations',
  ],
  examples: {
    bad: 'scrape_configs:\n  - job_name: database\n    static_configs:\n      - targets: ["db:5432"]\n',
    good: 'scrape_configs:\n  - job_name: database\n    static_configs:\n      - targets: ["postgres-exporter:9187"]\n',
  },
  on: {
    target(target, { surroundings }) {
      const { address, job, scalar } = target;
      if (!address?.port || job.scrapesElsewhere || isProbed(target, address)) return undefined;
      const services = surroundings.composeServices ?? [];
      const service = services.find(({ hosts }) => hosts.some((host) => host.toLowerCase() === address.host));
      const protocol = wireProtocolOf(address.port.number, service);
      if (!protocol) return undefined;
      const better = replacementOf(protocol, address, services);
      return finding(scalar.partToken(address.port.start, address.port.end), { target, address, protocol, better });
    },
  },
  message: ({ target, protocol, better }) => {
    const advice = better
      ? `Scrape ${better.isDeclared ? better.text : `an exporter, such as ${better.text}`}.`
      : 'Scrape an exporter instead.';
    return `${target.scalar.text.trim()} speaks ${protocol.title}, not HTTP: every scrape fails and the target is always down. ${advice}`;
  },
  fixes: [
    {
      kind: 'manual',
      title: ({ target, better }) =>
        better && isScraped(target, better.text)
          ? `Delete the target: ${better.text} is scraped already`
          : `Scrape ${better?.text ?? ''} instead`,
      edits: ({ target, address, better }) => {
        if (!better) return undefined;
        if (isScraped(target, better.text)) return deleteTarget(target);
        const start = address.hostStart - (target.scalar.text.charAt(address.hostStart - 1) === '[' ? 1 : 0);
        const end = address.port?.end ?? address.hostEnd;
        return replacePart(target.scalar, start, end, better.isDeclared ? better.text : placeholder(better.text));
      },
    },
  ],
});

interface Replacement {
  readonly text: string;
  /** A service of the project, or the very server that was asked on the wrong port. */
  readonly isDeclared: boolean;
}

/** Named for what it is, or asked through a prober. */
function isProbed({ job }: StaticTarget, { host }: Address): boolean {
  return /exporter/i.test(host) || /exporter|blackbox/i.test(job.name) || /probe/.test(job.metricsPath);
}

function replacementOf(
  { exporter, ownMetricsPort }: WireProtocol,
  { host }: Address,
  services: readonly DeclaredService[],
): Replacement | undefined {
  if (ownMetricsPort !== undefined) return { text: `${host}:${ownMetricsPort}`, isDeclared: true };
  if (!exporter) return undefined;
  const service = services.find((one) => isExporter(one, exporter));
  return { text: `${service?.name ?? exporter.name}:${exporter.port}`, isDeclared: service !== undefined };
}

/** `prometheuscommunity/postgres-exporter`, `oliver006/redis_exporter`. */
function isExporter({ name, image }: DeclaredService, exporter: Exporter): boolean {
  return [name, image ?? ''].some((one) => exporter.services.test(one.toLowerCase().replaceAll('_', '-')));
}

function isScraped({ job, scalar }: StaticTarget, address: string): boolean {
  return job.config.jobs.some(({ targets }) =>
    targets.some((one) => one.scalar !== scalar && one.scalar.text === address),
  );
}

/** With its job, where it is all the job has. */
function deleteTarget({ job, holder, scalar }: StaticTarget): Edits {
  if (job.targets.length > 1) return deleteItem(holder, scalar);
  const discovers = job.view.entries.some(({ key }) => /_sd_configs$/.test(key.text));
  return job.config.jobs.length > 1 && !discovers ? deleteItem(job.holder, job.view) : undefined;
}
