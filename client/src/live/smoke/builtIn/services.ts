/** What the tests of a service depend on, from what a file says and what runs. */
import type { JoinedService } from '../../services';

export interface ServiceFacts {
  readonly name: string;
  /** As the image table of the server names it. */
  readonly imageKind: string | undefined;
  /** Without registry, tag and digest. */
  readonly imageName: string;
  /** Container ports that can be reached through a port of the host, TCP only. */
  readonly publishedPorts: readonly number[];
  readonly healthCheckTest: readonly string[] | undefined;
  readonly suggestedProbe: readonly string[] | undefined;
  readonly environmentNames: readonly string[];
  readonly hasDataVolume: boolean;
  readonly isOneShot: boolean;
  /** Which limits hold for all of its containers. */
  readonly limits: { readonly cpus: boolean; readonly memory: boolean };
  /** Whether somebody saw how long its last start took. */
  readonly isStartKnown: boolean;
}

export function factsOf({ name, declared, replicas }: JoinedService): ServiceFacts {
  const figures = replicas.flatMap((replica) => replica.figures ?? []);
  // What runs counts, whatever the file has come to say since.
  const ports =
    figures.length > 0
      ? figures.flatMap((one) => one.ports.filter(({ hostPort }) => hostPort > 0))
      : (declared?.ports ?? []).map(({ value }) => value);
  const declaredTest = declared?.healthCheck.kind === 'declared' ? declared.healthCheck.test : undefined;
  return {
    name,
    imageKind: declared?.imageKind,
    imageName: imageNameOf(declared?.image?.value ?? replicas[0]?.container.image ?? ''),
    publishedPorts: [
      ...new Set(ports.filter(({ protocol }) => protocol === 'tcp').map(({ containerPort }) => containerPort)),
    ],
    healthCheckTest: figures.find(({ healthCheck }) => healthCheck)?.healthCheck?.test ?? declaredTest,
    suggestedProbe: declared?.suggestedProbe,
    environmentNames: declared?.environmentNames ?? [],
    hasDataVolume: (declared?.dataVolumes.length ?? 0) > 0,
    isOneShot: declared?.isOneShot ?? false,
    limits:
      figures.length > 0
        ? {
            cpus: figures.every(({ limits }) => limits.cpus !== undefined),
            memory: figures.every(({ limits }) => limits.memoryBytes !== undefined),
          }
        : { cpus: declared?.limits.cpus !== undefined, memory: declared?.limits.memoryBytes !== undefined },
    isStartKnown: figures.some(({ timeToHealthyMs }) => timeToHealthyMs !== undefined),
  };
}

/** `ghcr.io/grafana/loki:3.5@sha256:…` as `grafana/loki`, `docker.io/library/redis` as `redis`. */
export function imageNameOf(image: string): string {
  const withoutDigest = image.split('@', 1)[0] ?? '';
  const parts = withoutDigest.replace(/:[^/]*$/, '').split('/');
  // The first part is a registry where it could be the name of a machine.
  if (parts.length > 1 && /[.:]|^localhost$/.test(parts[0] ?? '')) parts.shift();
  return parts.join('/').replace(/^(?:docker\/)?library\//, '');
}
