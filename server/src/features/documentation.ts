import { version } from '../../../package.json';
import type { RuleDescription } from '../engine/rule';
import { COMMANDS } from '../protocol';

const REPOSITORY = 'https://github.com/holdfast-tools/holdfast';

/** The page of a rule as it was when this version was released. */
export function documentationUrl(id: string): string {
  return `${REPOSITORY}/blob/v${version}/${documentationPath(id)}`;
}

/** Where the page of a rule is, relative to the root of the repository and of the installed extension. */
function documentationPath(id: string): string {
  return `docs/rules/${id}.md`;
}

/** A link to the page that is installed with the extension, for editors that have our commands. */
export function documentationCommand(id: string): string {
  return `command:${COMMANDS.openDocumentation}?${encodeURIComponent(JSON.stringify([id]))}`;
}

/** Where the page of a rule is, by its id. */
export type PageOf = (id: string) => string;

/** Where to read on about a rule, in Markdown. */
export function links({ references }: RuleDescription): string {
  return references.map((url) => `[${nameOf(url)}](${url})`).join(' · ');
}

/** `docs.docker.com: healthcheck`, so that two pages of one site are told apart. */
function nameOf(url: string): string {
  const { hostname, pathname, hash } = new URL(url);
  const part = hash.slice(1) || pathname.split('/').findLast(Boolean);
  const host = hostname.replace(/^www\./, '');
  return part ? `${host}: ${part.replace(/\.[a-z]+$/, '').replaceAll(/[-_]+/g, ' ')}` : host;
}
