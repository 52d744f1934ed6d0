import { finding, type Rule, type RuleDescription } from '../../engine/rule';
import type { Traefik } from './model';
import type { Router } from './dynamicConfiguration';
import { addMiddleware } from './middlewareFix';
import { traefikRule } from './rule';

export interface MissingMiddleware extends Omit<RuleDescription, 'crossFile' | 'since'> {
  /** Lower-case types of middlewares of which one is enough. */
  readonly types: readonly string[];
  /** What a new middleware is called: the name of the router, and this. */
  readonly suffix: string;
  /** Its options with their values, which may hold placeholders. */
  readonly options: Readonly<Record<string, string>>;
  readonly title: string;
  /** Behind the name of the router, as a whole sentence with its advice. */
  readonly text: string;
}

/** A rule about a middleware that routers from outside to an application should have. */
export function missingMiddleware({ types, suffix, options, title, text, ...description }: MissingMiddleware): Rule {
  return traefikRule({
    ...description,
    since: '0.1.0',
    crossFile: true,
    on: {
      traefik: (traefik) =>
        traefik.routers.flatMap((router) => {
          if (!isPublic(traefik, router)) return [];
          const chain = traefik.chainOf(router);
          const has = (type: string): boolean => chain.types.has(type);
          // A router that redirects hands nothing on.
          if (!chain.isKnown || types.some(has) || has('redirectscheme') || has('redirectregex')) return [];
          return finding(router.rule?.token ?? router.token, { router });
        }),
    },
    message: ({ router }) => `"${router.name}" ${text}`,
    fixes: [
      { kind: 'manual', title, edits: ({ router }) => addMiddleware(router, `${router.name}-${suffix}`, options) },
    ],
  });
}

/** Leads from outside this machine to an application. */
function isPublic(traefik: Traefik, router: Router): boolean {
  if (router.protocol !== 'http' || router.isDashboard) return false;
  return traefik.entryPointsOf(router)?.some(({ reach }) => reach === 'public') === true;
}
