import type { Edits } from '../../document/edit';
import type { Router } from './dynamicConfiguration';

/**
 * Puts a new middleware in front of a router that is written in labels: declares it with its options (`ratelimit.average` …) and
 * names it. Middlewares that are named there already stay in front.
 */
export function addMiddleware(router: Router, name: string, options: Readonly<Record<string, string>>): Edits {
  const { container } = router.source;
  if (!container || router.name.includes('$')) return undefined;
  const pairs = Object.entries(options).map(
    ([option, value]) => [`traefik.${router.protocol}.middlewares.${name}.${option}`, value] as const,
  );
  const written = router.option('middlewares');
  if (!written)
    return container.addLabels([[`traefik.${router.protocol}.routers.${router.name}.middlewares`, name], ...pairs]);
  const named = written.isKnown && written.value !== '' ? written.replace(`${written.value},${name}`) : undefined;
  const declared = container.addLabels(pairs);
  return named && declared && [...named, ...declared];
}
