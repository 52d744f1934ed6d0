import { finding, type Reports } from '../../../engine/rule';
import { yamlSyntaxError } from '../../shared/yamlSyntaxError';
import type { Setting } from '../settings';
import { traefikRule } from '../rule';

const unreadable = yamlSyntaxError({
  format: 'traefik',
  reader: 'Traefik',
  references: [
    'https://doc.traefik.io/traefik/getting-started/configuration-overview/',
    'https://doc.traefik.io/traefik/reference/routing-configuration/http/routing/rules-and-priority/',
  ],
  peers: ['traefik:load'],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    labels:\n      - traefik.http.routers.web.rule=Host(`shop.example.org)\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    labels:\n      - traefik.http.routers.web.rule=Host(`shop.example.org`)\n',
  },
});

export default traefikRule<{ message: string }>({
  ...unreadable,
  summary: 'Traefik cannot read this',
  why: `${unreadable.why} A router whose rule does not parse is left out: its addresses answer 404, and only the log says why.`,
  on: {
    document: (document, context) => unreadable.on['document']?.(document, context) as Reports<{ message: string }>,
    traefik(traefik) {
      return traefik.routers.flatMap(({ rule, name }) => {
        const problem = rule?.isKnown ? problemOf(rule) : undefined;
        return rule && problem
          ? finding(rule.token, { message: `${problem} Traefik leaves the router "${name}" out.` })
          : [];
      });
    },
  },
  message: ({ message }) => message,
});

/** What keeps a rule from being read: https://doc.traefik.io/traefik/reference/routing-configuration/http/routing/rules-and-priority/ */
function problemOf({ value }: Setting): string | undefined {
  if (value.trim() === '') return 'The rule is empty.';
  let quote = '';
  let depth = 0;
  for (let index = 0; index < value.length; index++) {
    const char = value.charAt(index);
    if (quote !== '') {
      if (quote === '"' && char === '\\') index++;
      else if (char === quote) quote = '';
    } else if (char === '`' || char === '"') quote = char;
    else if (char === "'") return 'Texts in a rule stand in backticks, not in single quotes.';
    else if (char === '(') depth++;
    else if (char === ')' && --depth < 0) return 'A ")" in this rule closes nothing.';
  }
  if (quote !== '') return `A ${quote === '`' ? 'backtick' : 'quote'} in this rule is never closed.`;
  return depth > 0 ? 'A "(" in this rule is never closed.' : undefined;
}
