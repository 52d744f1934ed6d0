import { prependItem, replacePart, replaceScalar, replaceValue, type Edits } from '../../../document/edit';
import { OneLine } from '../../../document/render';
import type { Entry, ScalarView, SequenceView } from '../../../document/view';
import { finding } from '../../../engine/rule';
import type { Interpolated } from '../interpolation';
import { composeRule } from '../rule';

const KINDS = ['CMD', 'CMD-SHELL', 'NONE'];

type Mistake =
  'empty' | 'no command' | 'no kind' | 'letter case' | 'kind in text' | 'command in one word' | 'script in words';

const MESSAGES: { readonly [Name in Mistake]: string } = {
  empty: 'its list is empty, and Compose refuses the file. Say what to run, or delete the key',
  'no command': 'it says how to run a command but not which one. Add the command',
  'no kind': 'its list must begin with CMD, CMD-SHELL or NONE, or Compose refuses the file. Say how to run the command',
  'letter case': 'its list must begin with CMD, CMD-SHELL or NONE in capitals, or Compose refuses the file',
  'kind in text':
    'a text is run by the shell as it stands, which finds no program called "CMD". Delete the word, or write a list',
  'command in one word':
    'CMD takes the program and every argument as an item of its own, and no program has a name with spaces. Take it apart',
  'script in words':
    'CMD-SHELL takes the whole script as one item and does not run the items behind it. Write one text, or use CMD',
};

/** What only a shell understands: then CMD cannot run the words one by one. */
const NEEDS_SHELL = /[|&;<>`*?()'"\\$]|^(?:\w+=|cd |exit |\[ )/;
/** A word that joins two commands, or a variable: the list is a script written word by word. */
const SCRIPT_WORD = /^(?:\|\|?|&&|;|[12]?>)|\$/;

export default composeRule({
  id: 'compose/invalid-healthcheck-test',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Health check has a test that cannot work',
  why: 'Compose refuses the file, or the check fails for ever: the service stays "unhealthy" though it works, and what depends on it never starts.',
  references: ['https://docs.docker.com/reference/compose-file/services/#healthcheck'],
  peers: ['compose-go:validate'],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    healthcheck:\n      test: ["curl", "-f", "http://127.0.0.1/"]\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    healthcheck:\n      test: ["CMD", "curl", "-f", "http://127.0.0.1/"]\n',
  },
  on: {
    service(service) {
      const test = service.get('healthcheck', 'test');
      if (test?.value?.kind === 'scalar') {
        const hasKind = /^(?:CMD|CMD-SHELL) /.exec(test.value.text);
        const token = hasKind && test.value.partToken(0, hasKind[0].length - 1);
        return token ? finding(token, { service, test, mistake: 'kind in text' as Mistake }) : undefined;
      }
      if (test?.value?.kind !== 'sequence') return undefined;
      const found = mistakeIn(test.value, (scalar) => service.interpolate(scalar));
      return found && finding(found.token ?? test.key, { service, test, mistake: found.mistake });
    },
  },
  message: ({ service, mistake }) => `The health check of "${service.name}" cannot work: ${MESSAGES[mistake]}.`,
  fixes: [
    {
      kind: 'review',
      title: ({ mistake }) => (mistake === 'kind in text' ? 'Delete the word' : 'Write the test as Docker takes it'),
      edits: ({ test, mistake }) => repair(test, mistake),
    },
  ],
});

function mistakeIn(
  list: SequenceView,
  interpolate: (scalar: ScalarView) => Interpolated,
): { mistake: Mistake; token?: ScalarView } | undefined {
  const [kind, command, ...others] = list.items;
  if (!kind) return { mistake: 'empty' };
  if (kind.kind !== 'scalar' || !interpolate(kind).known) return undefined;
  const word = interpolate(kind).text;
  if (!KINDS.includes(word)) {
    const mistake = KINDS.includes(word.toUpperCase()) ? 'letter case' : 'no kind';
    return { mistake, token: kind };
  }
  if (word === 'NONE') return undefined;
  if (!command) return { mistake: 'no command', token: kind };
  if (command.kind !== 'scalar') return undefined;
  if (word === 'CMD-SHELL' && others.length > 0) return { mistake: 'script in words', token: kind };
  // A path may hold spaces, a word in front of an argument does not look like one.
  const isWhole = word === 'CMD' && /^[\w./-]+\s+\S/.test(command.text);
  return isWhole ? { mistake: 'command in one word', token: command } : undefined;
}

function repair(test: Entry, mistake: Mistake): Edits {
  const { value } = test;
  if (value?.kind === 'scalar') return replacePart(value, 0, value.text.indexOf(' ') + 1, '');
  if (value?.kind !== 'sequence') return undefined;
  const scalars = value.items.filter((item): item is ScalarView => item.kind === 'scalar');
  const [first, ...rest] = scalars;
  if (!first || scalars.length !== value.items.length) return undefined;
  const words = rest.map(({ text }) => text);
  switch (mistake) {
    case 'letter case':
      return replaceScalar(first, first.text.toUpperCase());
    case 'no kind':
      return prependItem(value, words.length === 0 && /\s/.test(first.text) ? 'CMD-SHELL' : 'CMD');
    case 'command in one word':
      return takeApart(test, first, words);
    case 'script in words':
      return putTogether(test, first, words);
    default:
      return undefined;
  }
}

/** Splits a plain command; a script goes to the shell as it is. */
function takeApart(test: Entry, kind: ScalarView, words: readonly string[]): Edits {
  const [command = '', ...others] = words;
  if (!words.some((word) => NEEDS_SHELL.test(word)))
    return replaceValue(test, new OneLine(['CMD', ...command.split(/\s+/), ...others]));
  return others.length === 0 ? replaceScalar(kind, 'CMD-SHELL') : joinWords(test, words);
}

/** A list of words is what CMD takes; a list that is a script becomes one item. */
function putTogether(test: Entry, kind: ScalarView, words: readonly string[]): Edits {
  const isShellCall = /(?:^|\/)(?:ba|da|a)?sh$/.test(words[0] ?? '') && words[1] === '-c';
  if (isShellCall || !words.some((word) => SCRIPT_WORD.test(word))) return replaceScalar(kind, 'CMD');
  return joinWords(test, words);
}

function joinWords(test: Entry, words: readonly string[]): Edits {
  // Only the person knows whether an argument with spaces was meant to stay one.
  if (words.slice(1).some((word) => /\s/.test(word) && !SCRIPT_WORD.test(word))) return undefined;
  return replaceValue(test, new OneLine(['CMD-SHELL', words.join(' ')]));
}
