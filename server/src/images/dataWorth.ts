import type { ImageClass, KnownImage } from './types';

/**
 * What is lost with the data of an image. `data`: what nobody can make again. `history`: figures and logs of the past, which running
 * services are not in need of.
 */
export type DataWorth = 'data' | 'history';

const BY_CLASS: Partial<Record<ImageClass, DataWorth>> = {
  database: 'data',
  search: 'data',
  'object-storage': 'data',
  application: 'data',
  cache: 'data',
  monitoring: 'history',
  logging: 'history',
};

/** Where the class says too much or too little; undefined for what is fetched, built or caught again. */
const BY_KIND: Readonly<Record<string, DataWorth | undefined>> = {
  // Dashboards and users are made by hand.
  grafana: 'data',
  registry: undefined,
  ollama: undefined,
  mailpit: undefined,
  memcached: undefined,
  alertmanager: undefined,
  tempo: undefined,
  jaeger: undefined,
  'otel-collector': undefined,
};

/** Undefined for images whose data nobody would miss. */
export function dataWorth({ kind, class: imageClass }: Pick<KnownImage, 'kind' | 'class'>): DataWorth | undefined {
  return Object.hasOwn(BY_KIND, kind) ? BY_KIND[kind] : BY_CLASS[imageClass];
}

/** Whether a place in the container is, or holds, a folder in which the image keeps its data. */
export function holdsData(place: string, { dataFolders }: Pick<KnownImage, 'dataFolders'>): boolean {
  const folder = place.replace(/(?<=.)\/+$/, '');
  return dataFolders.some((one) => one === folder || one.startsWith(`${folder}/`));
}
