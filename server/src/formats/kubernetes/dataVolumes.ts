import { holdsData } from '../../images';
import type { Container } from './container';
import { mapsAt, textAt } from './values';
import type { Workload } from './workload';

/** Claims, templates of claims and folders of the node that hold data; what an unknown image keeps in a claim counts too. */
export function dataVolumesOf(workload: Workload, { view, knownImage }: Container): string[] {
  const names = mapsAt(view, 'volumeMounts').flatMap((mount) => {
    const name = textAt(mount, 'name');
    const target = textAt(mount, 'mountPath');
    if (name === undefined || target === undefined || (knownImage && !holdsData(target, knownImage))) return [];
    const volume = mapsAt(workload.podSpec, 'volumes').find((one) => textAt(one, 'name') === name);
    // What the pod does not declare comes from a template of the workload.
    if (!volume) return name;
    return textAt(volume, 'persistentVolumeClaim', 'claimName') ?? textAt(volume, 'hostPath', 'path') ?? [];
  });
  return [...new Set(names)];
}
