const COMPOSE_UNITS: Readonly<Record<string, number>> = { b: 0, k: 1, m: 2, g: 3, t: 4, p: 5 };
const KUBERNETES_UNITS: Readonly<Record<string, number>> = { k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };

/** `512M`, `1.5gb`, `1GiB`: powers of 1024, in any letter case (https://docs.docker.com/reference/compose-file/extension/#specifying-byte-values). */
export function composeBytes(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([bkmgtp])?i?b?\s*$/i.exec(text);
  const unit = COMPOSE_UNITS[(match?.[2] ?? 'b').toLowerCase()];
  return match?.[1] === undefined || unit === undefined ? undefined : Math.round(Number(match[1]) * 1024 ** unit);
}

/** A number of bytes as Compose takes it, in the unit that another text is written in: `1024m` beside `512m`. */
export function composeBytesLike(text: string, bytes: number): string {
  const unit = /\s*[a-z]*$/i.exec(text.trim())?.[0] ?? '';
  return `${Number((bytes / (composeBytes(`1${unit}`) ?? 1)).toFixed(3))}${unit}`;
}

/**
 * A quantity of Kubernetes as a number: `500m` is 0.5, `1Gi` is 1073741824, `1e3` is 1000
 * (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/).
 */
export function kubernetesQuantity(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(m|k|[KMGTPE]i|[MGTPE])?\s*$/.exec(text);
  if (!match?.[1]) return undefined;
  const value = Number(match[1]);
  const unit = match[2] ?? '';
  if (unit === 'm') return value / 1000;
  if (unit.endsWith('i')) return value * 1024 ** ('KMGTPE'.indexOf(unit.charAt(0)) + 1);
  return value * 10 ** (KUBERNETES_UNITS[unit] ?? 0);
}
