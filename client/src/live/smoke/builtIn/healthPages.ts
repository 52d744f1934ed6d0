/** Applications of one's own: the health page that their health check asks is worth reading, for it says more than a status. */
import type { ImageTests } from './catalogue';
import type { ServiceFacts } from './services';

export interface HealthPage {
  /** Undefined where a variable decides. */
  readonly port: number | undefined;
  readonly path: string;
}

const ADDRESS = /https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?::(\d{1,5})|:[^/\s]*)?(\/[\w\-./~%]*)/;
/** Bash's own way to a port, and the request that goes there. */
const BASH = /\/dev\/tcp\/(?:localhost|127\.0\.0\.1)\/(\d{1,5})[^]*?GET (\/[\w\-./~%]*)/;
const HEALTH = /[/_-](?:health\w*|live\w*|ready\w*|readiness|ping|status|up)(?:[/.]|$)/i;

/** The page that a health check asks, where its name says that it is about health. */
function healthPageOf({ healthCheckTest = [] }: ServiceFacts): HealthPage | undefined {
  const text = healthCheckTest.join(' ');
  const [, port, path = ''] = ADDRESS.exec(text) ?? BASH.exec(text) ?? [];
  if (!HEALTH.test(path)) return undefined;
  const isHttps = text.includes('https://');
  // Without a port in a plain address it is 80; one that is a variable is not known.
  if (port === undefined) return { port: /:\/\/[^/\s]+:/.test(text) ? undefined : isHttps ? 443 : 80, path };
  return { port: Number(port), path };
}

/** @returns undefined where no health page is known, or nobody knows its port */
export function healthPageTests(service: ServiceFacts): ImageTests | undefined {
  const page = healthPageOf(service);
  const [onlyPublished, ...others] = service.publishedPorts;
  const port = page?.port ?? (others.length === 0 ? onlyPublished : undefined);
  if (!page || port === undefined || service.healthCheckTest?.join(' ').includes('https://')) return undefined;
  return applicationTests(port, page.path);
}

export function applicationTests(port: number, path: string): ImageTests {
  return {
    title: 'Applications whose health check asks a page such as /health',
    kinds: [],
    images: [],
    tag: 'application',
    tests: [
      {
        what: 'health',
        title: 'The application says that it is healthy',
        passes:
          'its health page, and /health, /health/liveness and /health/readiness beside it where they exist, answer below 400 and say healthy in any of the usual words',
        fails:
          'unhealthy or 500 and above (the sick parts are named), no such page, no answer; warns on degraded, and on a page for people; an error where it asks for a login',
        ways: [{ kind: 'protocol', protocol: 'application-health', port, path }],
      },
    ],
  };
}
