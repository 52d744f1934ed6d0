import { insertAt } from '../../document/edit';
import type { Value } from '../../document/render';
import type { Token } from '../../document/text';
import { nearest } from '../../engine/nearest';
import { finding, type FixKind, type Rule, type RuleDescription } from '../../engine/rule';
import type { ComposeService } from './model';
import { isLayer } from './references';
import { declarationsOf, usesOf, type ResourceKind, type ResourceUse } from './resources';
import { composeRule } from './rule';

interface ResourceRule extends Pick<RuleDescription, 'id' | 'references' | 'examples'> {
  readonly kind: ResourceKind;
  /** What one entry of the section is called. */
  readonly word: string;
  /** Names that are there without being declared. */
  readonly builtIn?: readonly string[];
  readonly knownProblems?: string;
  /** What declares a name. */
  readonly declaration: (name: string) => Value;
  /** Of the fix that declares it: `manual` where something is left to fill in. */
  readonly fixKind: FixKind;
}

/** A service names an entry of a top-level section that is not there. */
export function unknownResource({ kind, word, builtIn = [], declaration, fixKind, ...details }: ResourceRule): Rule {
  return composeRule({
    severity: 'error',
    preset: 'recommended',
    category: 'correctness',
    since: '0.1.0',
    crossFile: true,
    summary: `${capitalised(word)} is not declared`,
    why: `Compose refuses the whole project when a service names a ${word} that no top-level \`${kind}:\` declares. Nothing is started.`,
    peers: ['compose-go:validate'],
    ...details,
    knownProblems: `A name that another Compose file of the folder, of a folder above or right below declares is taken for known, because a project may be put together from several files.${details.knownProblems === undefined ? '' : ` ${details.knownProblems}`}`,
    on: {
      service(service, { surroundings }) {
        const { file } = service;
        if (file.isPartial) return undefined;
        const uses = usesOf(service, kind);
        if (uses.length === 0) return undefined;
        const declared = declarationsOf(file, kind);
        const unknown = uses.filter(({ name }) => !declared.has(name) && !builtIn.includes(name));
        if (unknown.length === 0 || isLayer(file)) return undefined;
        const nearby = surroundings.resourceNamesNearby;
        const used = new Set(uses.map(({ name }) => name));
        const candidates = [...declared.keys()].filter((name) => !used.has(name));
        return unknown
          .filter(({ name }) => !nearby?.has(`${kind}/${name}`))
          .map((use) => finding(tokenOf(use, service), { service, use, meant: nearest(use.name, candidates) }));
      },
    },
    message: ({ service, use: { name }, meant }) =>
      `"${service.name}" uses the ${word} "${name}", which is declared nowhere: Compose refuses the project. ` +
      (meant === undefined ? `Declare it below \`${kind}:\` at the top level.` : `Did you mean "${meant}"?`),
    fixes: [
      {
        kind: 'review',
        title: ({ meant }) => `Use "${meant}" instead`,
        edits: ({ use, meant }) => (meant === undefined ? undefined : use.rename(meant)),
      },
      {
        kind: fixKind,
        title: ({ use }) => `Declare the ${word} "${use.name}"`,
        edits: ({ service, use: { name } }) => insertAt(service.file.root, [kind, name], declaration(name)),
      },
    ],
  });
}

/** What an extended file uses has to be declared by the project that extends it. */
function tokenOf({ token }: ResourceUse, service: ComposeService): Token {
  if (service.file.project.sources.some(({ document }) => document === token.document)) return token;
  const base = service.own.get('extends')?.value;
  const name = base?.kind === 'map' ? base.get('service')?.value : base;
  return name ?? token;
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
