import { replaceValue, type Edits } from '../../../document/edit';
import { OneLine } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { callOf, isShell, parseShell } from '../../../shell';
import { commandLineOf, wordsAt, type CommandWord } from '../commandLine';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';

const OPERATOR = /^(?:&&|\|\|?|;|[12]?>>?|<|2>&1|&>)$/;

export default composeRule({
  id: 'compose/shell-syntax-without-shell',
  severity: 'warning',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Shell operator where no shell runs',
  why: 'Compose splits a command into words and starts the program itself: `&&` and all behind it are arguments of the first program, which fails or quietly ignores them.',
  knownProblems:
    'Services that are built, and images whose entrypoint may be a shell, are left alone. A health check that is one text runs in a shell.',
  references: ['https://docs.docker.com/reference/compose-file/services/#command'],
  examples: {
    bad: 'services:\n  app:\n    image: node:22.20\n    command: node migrate.js && node server.js\n',
    good: 'services:\n  app:\n    image: node:22.20\n    command: ["sh", "-c", "node migrate.js && exec node server.js"]\n',
  },
  on: {
    service(service) {
      const words = commandLineOf(service);
      if (service.isPartial || (service.isBuilt && !service.get('entrypoint')) || words.some(isShellWord))
        return undefined;
      const operator = words.find((word) => OPERATOR.test(word.text) && !isQuoted(word));
      return operator && finding(operator.token, { service, operator });
    },
  },
  message: ({ service, operator }) =>
    `No shell runs the command of "${service.name}": "${operator.text}" and what follows are arguments of its first word. Run it with sh -c.`,
  fixes: [
    { kind: 'review', title: 'Run the command in a shell', edits: ({ service, operator }) => wrap(service, operator) },
  ],
});

/** A shell, or a program that may well run its arguments in one. */
function isShellWord({ text }: CommandWord): boolean {
  const name = text.slice(text.lastIndexOf('/') + 1);
  return (
    isShell(name) || /^(?:busybox|eval|su|ssh|flock|parallel|xargs|watch|\w*entrypoint\w*(?:\.sh)?|.*\.sh)$/.test(name)
  );
}

/** An item of a list needs no quotes for the shell, and so is its own word in any case. */
function isQuoted({ scalar, outer, holder }: CommandWord): boolean {
  return holder.value?.kind === 'scalar' && /["']/.test(scalar.text.charAt(outer.start - 1));
}

/** Only a text is put into a shell as it stands; the items of a list would need quotes that nobody can guess. */
function wrap(service: ComposeService, { holder, scalar }: CommandWord): Edits {
  const isWhole = holder.value === scalar && holder.key.text === 'command' && !service.get('entrypoint');
  const hasShell = service.knownImage?.missingPrograms?.includes('sh') !== true && service.knownImage !== undefined;
  if (!isWhole || !hasShell || /[\r\n]/.test(scalar.text) || wordsAt(service, 'command').length === 0) return undefined;
  const { text } = scalar;
  const { root, isBroken } = parseShell(text);
  const [statement, ...others] = root.items;
  if (isBroken || !statement) return undefined;
  const last = others.at(-1) ?? (statement.kind === 'chain' ? statement.items.at(-1) : statement);
  const first = last?.kind === 'command' ? last.words[0] : undefined;
  const isServer =
    last?.kind === 'command' &&
    callOf(last.words) !== undefined &&
    !/^(?:exec|exit|true|echo)$/.test(first?.text ?? '');
  const at = isServer && first ? first.range.start : undefined;
  const script = at === undefined ? text : `${text.slice(0, at)}exec ${text.slice(at)}`;
  return replaceValue(holder, new OneLine(['sh', '-c', script]));
}
