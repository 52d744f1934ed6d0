import { finding } from '../../../engine/rule';
import { appendArguments, commandLineOf } from '../commandLine';
import { UNKNOWN } from '../expansion';
import { serviceMounts } from '../mounts';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/missing-node-exporter-mount',
  severity: 'warning',
  preset: 'recommended',
  category: 'observability',
  since: '0.1.0',
  summary: 'node_exporter reports its container instead of the host',
  why: 'Without the file system of the host it sees its own: free space of the disk and mounts are those of the container, and the alert on a full disk never fires.',
  references: ['https://github.com/prometheus/node_exporter#docker'],
  examples: {
    bad: 'services:\n  node:\n    image: prom/node-exporter:v1.10.2\n    restart: unless-stopped\n',
    good: 'services:\n  node:\n    image: prom/node-exporter:v1.10.2\n    command: ["--path.rootfs=/host"]\n    restart: unless-stopped\n    volumes:\n      - /:/host:ro,rslave\n',
  },
  on: {
    service(service) {
      if (service.knownImage?.kind !== 'node-exporter' || service.isPartial || service.get('entrypoint'))
        return undefined;
      const isMounted = serviceMounts(service).some(({ hostPath }) => {
        return hostPath !== undefined && (hostPath.includes(UNKNOWN) || /^\/(?:proc)?$/.test(hostPath));
      });
      const isTold = commandLineOf(service).some(
        ({ text, isKnown }) => !isKnown || /^--path\.(?:rootfs|procfs)/.test(text),
      );
      return isMounted || isTold ? undefined : finding(service.key, { service });
    },
  },
  message: ({ service }) =>
    `"${service.name}" sees the disks of its own container, not those of the host. Mount "/" read-only and point \`--path.rootfs\` at it.`,
  fixes: [
    {
      kind: 'review',
      title: 'Mount the file system of the host, read-only',
      edits: ({ service }) => {
        const mounted = service.append('volumes', '/:/host:ro,rslave');
        const told = appendArguments(service, ['--path.rootfs=/host'], []);
        return mounted && told && [...told, ...mounted];
      },
    },
  ],
});
