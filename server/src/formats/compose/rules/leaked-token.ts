import { replacePart } from '../../../document/edit';
import type { ScalarView, YamlView } from '../../../document/view';
import { finding, type Report } from '../../../engine/rule';
import { issuedTokens, mayHoldToken, type IssuedToken } from '../../../secrets';
import { requiredVariable } from '../environmentSecrets';
import { composeRule } from '../rule';

interface Data {
  readonly scalar: ScalarView;
  readonly issued: IssuedToken;
  /** The variable to ask for instead. */
  readonly variable: string;
}

export default composeRule({
  id: 'compose/leaked-token',
  severity: 'error',
  preset: 'recommended',
  category: 'secrets',
  since: '0.1.0',
  summary: 'Token of a provider stands in the compose file',
  why: 'Its format says what it opens, and scanners find it in minutes once the file is anywhere public. It stays in the history of the repository after it was deleted.',
  knownProblems:
    'Only formats with an unmistakable beginning. Tokens that are printed in documentation are an information.',
  references: [
    'https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns',
    'https://docs.docker.com/compose/how-tos/use-secrets/',
  ],
  peers: ['kics:passwords_and_secrets', 'compose-lint:CL-0020'],
  examples: {
    bad: 'services:\n  sync:\n    image: example/sync:1.4\n    command: sync --key AKIAQ3EGRX7NTVWZ2M5K --bucket photos\n',
    good: 'services:\n  sync:\n    image: example/sync:1.4\n    command: sync --key ${AWS_ACCESS_KEY:?set AWS_ACCESS_KEY} --bucket photos\n',
  },
  on: {
    file: ({ document, root }) => (mayHoldToken(document.text) ? tokensBelow(root) : []),
  },
  message: ({ issued }: Data) =>
    issued.isExample
      ? `This looks like a ${issued.title}, as documentation prints it. Replace it before the stack is used.`
      : `A ${issued.title} stands in this file: everybody who reads it has the token. Revoke it now, issue a new one and require it from outside.`,
  fixes: [
    {
      kind: 'manual',
      title: ({ variable }) => `Require ${variable} from outside`,
      edits: ({ scalar, issued, variable }) =>
        issued.title === 'private key' || issued.isExample
          ? undefined
          : replacePart(scalar, issued.start, issued.end, requiredVariable(variable)),
    },
  ],
});

function tokensBelow(top: YamlView): Report<Data>[] {
  const reports: Report<Data>[] = [];
  const seen = new Set<YamlView>();
  const visit = (view: YamlView, name: string): void => {
    if (seen.has(view)) return;
    seen.add(view);
    if (view.kind === 'map') for (const { key, value } of view.entries) if (value) visit(value, key.text);
    if (view.kind === 'sequence') for (const item of view.items) visit(item, name);
    if (view.kind === 'scalar') reports.push(...tokensIn(view, name));
  };
  visit(top, '');
  return reports;
}

function tokensIn(scalar: ScalarView, name: string): Report<Data>[] {
  return issuedTokens(scalar.text).map((issued) => {
    const data = { scalar, issued, variable: variableFor(scalar.text, name, issued) };
    const token = scalar.partToken(issued.start, issued.end);
    return finding(token, data, issued.isExample ? { severity: 'info' } : {});
  });
}

/** The name of the key or of the list item, where it is one of a variable; otherwise what the token is called. */
function variableFor(text: string, name: string, { start, title }: IssuedToken): string {
  const item = /^([A-Z][A-Z0-9_]*)=$/i.exec(text.slice(0, start))?.[1];
  const own = item ?? (start === 0 ? name : '');
  return /^[A-Z][A-Z0-9_]+$/.test(own) ? own : title.replace(/\W+/g, '_').toUpperCase();
}
