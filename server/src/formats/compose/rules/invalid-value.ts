import { replaceScalar } from '../../../document/edit';
import type { ScalarView } from '../../../document/view';
import { nearest } from '../../../engine/nearest';
import { finding, type Report } from '../../../engine/rule';
import { GRAMMARS, type Grammar } from '../grammars';
import type { ComposeFile } from '../model';
import { interpolate } from '../interpolation';
import { composeRule } from '../rule';
import { typedValues, type TypedValue } from '../types';

export default composeRule({
  id: 'compose/invalid-value',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Value is none that Compose or the engine knows',
  why: 'A misspelt policy or a duration without unit is no detail: Compose refuses the whole file, or the engine refuses to create the container.',
  knownProblems:
    'Values with variables are judged only where their defaults tell them. Byte sizes are read as Compose reads them: it knows `512m` and not the `512Mi` of Kubernetes.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/',
    'https://docs.docker.com/reference/compose-file/extension/#specifying-durations',
    'https://docs.docker.com/reference/compose-file/extension/#specifying-byte-values',
  ],
  peers: ['compose-go:schema', 'dclint:invalid-schema'],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    restart: unless-stoped\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    restart: unless-stopped\n',
  },
  on: {
    file(file) {
      const reports: Report<Judged>[] = [];
      for (const value of typedValues(file.root)) {
        const judged = value.fits ? judge(value, file) : undefined;
        if (judged) reports.push(finding(judged.scalar, judged));
      }
      return reports;
    },
  },
  message: ({ name, text, words, meant }) =>
    `"${text}" is no value for "${name}": ` +
    (meant === undefined ? `it must be ${words}.` : `did you mean "${meant}"?`) +
    ' The project is refused as it stands.',
  fixes: [
    {
      kind: 'review',
      title: ({ meant }) => `Use "${meant}"`,
      edits: ({ scalar, meant }) =>
        meant === undefined || scalar.text.includes('$') ? undefined : replaceScalar(scalar, meant),
    },
  ],
});

interface Judged {
  readonly scalar: ScalarView;
  readonly name: string;
  readonly text: string;
  readonly words: string;
  readonly meant: string | undefined;
}

function judge({ view, path, entry }: TypedValue, file: ComposeFile): Judged | undefined {
  if (view.kind !== 'scalar') return undefined;
  const grammar = GRAMMARS[path];
  if (!grammar || !view.isString) return undefined;
  const { text, known } = interpolate(view.text, file.variablesFor(view));
  if (!known || text === '' || grammar.isValid(text)) return undefined;
  return { scalar: view, name: entry.key.text, text, words: grammar.words, meant: meantBy(text, grammar) };
}

function meantBy(text: string, grammar: Grammar): string | undefined {
  if (grammar.values) {
    const word = text.toLowerCase().replaceAll('_', '-');
    const same = grammar.values.find((value) => value.toLowerCase().replaceAll('_', '-') === word);
    return same ?? grammar.values.find((value) => value === `service_${text}`) ?? nearest(text, grammar.values);
  }
  if (/^\d+$/.test(text) && grammar.isValid(`${text}s`)) return `${text}s`;
  // Units of Kubernetes and spaces in front of units.
  const without = text.replace(/\s+/g, '');
  if (without !== text && grammar.isValid(without)) return without;
  const bytes = /^(\d+(?:\.\d+)?)([kmgt])i$/i.exec(text);
  const shortened = bytes && `${bytes[1]}${bytes[2]?.toLowerCase()}`;
  if (shortened && grammar.isValid(shortened)) return shortened;
  const thousandths = /^(\d+)m$/.exec(text);
  return thousandths && grammar.isValid('0.5') ? String(Number(thousandths[1]) / 1000) : undefined;
}
