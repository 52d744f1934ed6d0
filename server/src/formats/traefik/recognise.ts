import type { Candidate } from '../../engine/format';
import type { MapView } from '../../document/view';
import { isStatic } from './model';

const NAME = /^traefik(?:[.-][\w.-]+)?\.ya?ml$/i;

/** Sections of a dynamic file, each with what stands below it. */
const DYNAMIC_SECTIONS: Readonly<Record<string, readonly string[]>> = {
  http: ['routers', 'services', 'middlewares', 'serverstransports'],
  tcp: ['routers', 'services', 'middlewares', 'serverstransports'],
  udp: ['routers', 'services'],
  tls: ['certificates', 'options', 'stores'],
};

/** A static file by its name or by sections that no other tool has; a dynamic one by its routers, services and middlewares. */
export function recognise({ name, file }: Candidate): boolean {
  const root = file.documents[0]?.document.root;
  if (!root || root.kind === 'scalar') return NAME.test(name);
  if (root.kind !== 'map' || root.get('apiVersion') || root.get('services')) return false;
  const sections = (map: MapView): string[] => map.entries.map(({ key }) => key.text.toLowerCase());
  const atTop = sections(root);
  if (atTop.includes('entrypoints') || atTop.includes('certificatesresolvers')) return true;
  const isDynamic =
    atTop.length > 0 &&
    root.entries.every(({ key, value }) => {
      const known = DYNAMIC_SECTIONS[key.text.toLowerCase()];
      return known && value?.kind === 'map' && sections(value).some((section) => known.includes(section));
    });
  if (isDynamic) return true;
  return NAME.test(name) && (isStatic(root) || atTop.some((section) => section in DYNAMIC_SECTIONS));
}
