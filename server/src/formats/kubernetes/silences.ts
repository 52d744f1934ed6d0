import type { Silence } from '../../engine/format';
import type { KubernetesObject } from './object';
import type { Workload } from './workload';

/**
 * Annotations, on the object or on its pod template, by which other tools are told to be quiet about it. Sources:
 * https://docs.kubelinter.io/#/configuring-kubelinter?id=ignoring-violations-for-specific-cases,
 * https://github.com/zegl/kube-score#ignoring-a-test, https://polaris.docs.fairwinds.com/customization/exemptions/,
 * https://www.checkov.io/2.Basics/Suppressing%20and%20Skipping%20Policies.html
 */
export function silencesOf(object: KubernetesObject, workload: Workload | undefined): Silence[] {
  const annotations = [...object.annotations, ...(workload?.annotations ?? [])];
  const peers = annotations.flatMap(([key, value]) => peersOf(key, value));
  return peers.length > 0 ? [{ peers, range: object.view.range }] : [];
}

function peersOf(key: string, value: string): string[] {
  const [, prefix = '', name = ''] = /^([^/]+)\/(.+)$/.exec(key) ?? [];
  switch (prefix) {
    case 'ignore-check.kube-linter.io':
      return [`kube-linter:${name}`];
    case 'kube-linter.io':
      return name === 'ignore-all' ? ['kube-linter:*'] : [];
    case 'kube-score':
      return name === 'ignore' ? value.split(',').map((check) => `kube-score:${check.trim()}`) : [];
    case 'polaris.fairwinds.com':
      if (value.toLowerCase() !== 'true') return [];
      if (name === 'exempt') return ['polaris:*'];
      return name.endsWith('-exempt') ? [`polaris:${name.slice(0, -'-exempt'.length)}`] : [];
    case 'checkov.io':
    case 'bridgecrew.io':
      return /^skip\d*$/.test(name) ? [`checkov:${value.split('=')[0]?.trim() ?? ''}`] : [];
    default:
      return [];
  }
}
