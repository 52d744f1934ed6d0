import { finding } from '../../../engine/rule';
import { replace } from '../edits';
import type { Instruction } from '../instruction';
import { dockerfileRule } from '../rule';

export default dockerfileRule({
  id: 'dockerfile/shell-form-command',
  severity: 'info',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  summary: 'CMD or ENTRYPOINT goes through a shell',
  why: 'The shell is process 1, and many pass no signals on: every stop then takes ten seconds and ends in a kill, with requests and writes cut off.',
  knownProblems:
    'Only the last stage is judged. A command that needs the shell (variables, pipes, `&&`) is reported too, but not changed; `exec` in front of the program lets it take the place of the shell.',
  references: [
    'https://docs.docker.com/reference/dockerfile/#shell-and-exec-form',
    'https://docs.docker.com/reference/build-checks/json-args-recommended/',
  ],
  peers: [
    'kics:not_using_json_in_cmd_and_entrypoint_arguments',
    'hadolint:DL3025',
    'semgrep:prefer-json-notation',
    'buildkit:JSONArgsRecommended',
  ],
  examples: {
    bad: 'FROM node:22.18.0\nCMD node server.js\n',
    good: 'FROM node:22.18.0\nCMD ["node", "server.js"]\n',
  },
  on: {
    stage(stage) {
      if (!stage.isFinal) return undefined;
      return stage.own('CMD', 'ENTRYPOINT').map((instruction) => {
        const { argumentsRange: range, document } = instruction;
        // A SHELL of one's own is chosen on purpose.
        if (instruction.json || !range || stage.shellAt(instruction)) return undefined;
        const isList = document.text.startsWith('[', range.start);
        // The program takes the place of the shell: signals reach it.
        if (!isList && instruction.shell?.commands[0]?.words[0]?.plain === 'exec') return undefined;
        const data = { instruction, isList };
        return finding({ document, range }, data, isList ? { severity: 'error' } : {});
      });
    },
  },
  message: ({ instruction: { keyword }, isList }) =>
    isList
      ? `This ${keyword} is no valid JSON list, so the shell runs the brackets and the container does not start. Use double quotes and no comma at the end.`
      : `This ${keyword} goes through a shell, and many shells pass no signals on: every stop then ends in a kill after ten seconds. Use the JSON form.`,
  fixes: [
    {
      kind: 'review',
      title: 'Use the JSON form',
      edits: ({ instruction }) => {
        const list = jsonFormOf(instruction);
        const range = instruction.argumentsRange;
        return list === undefined || !range ? undefined : replace({ document: instruction.document, range }, list);
      },
    },
  ],
});

function jsonFormOf(instruction: Instruction): string | undefined {
  const { shell, words, argumentsRange: range, document } = instruction;
  const text = range ? document.text.slice(range.start, range.end) : '';
  if (/[\r\n]/.test(text)) return undefined;
  if (text.startsWith('[')) {
    const items = /^\[\s*(?:'[^'"\\]*'\s*,\s*)*'[^'"\\]*'\s*,?\s*\]$/.test(text)
      ? [...text.matchAll(/'([^']*)'/g)]
      : [];
    return items.length > 0 ? asList(items.map(([, item = '']) => item)) : undefined;
  }
  const [command] = shell?.commands ?? [];
  if (!shell || shell.isBroken || shell.commands.length !== 1 || shell.root.items[0] !== command || !command)
    return undefined;
  if (shell.root.background.size > 0 || command.redirections.length > 0 || command.assignments.length > 0)
    return undefined;
  const plain = command.words.map((word) => word.plain);
  // Patterns, variables and the words of the shell itself need the shell.
  const isSimple =
    plain.every((word) => word !== undefined) && words.every(({ text: word }) => !/[*?~`$[\]{}!#;&|<>()\\]/.test(word));
  const isOfShell = /^(?:cd|source|\.|export|set|ulimit|eval|exit|read|umask|test|\[|:|trap|wait)$/.test(
    plain[0] ?? '',
  );
  return isSimple && !isOfShell ? asList(plain) : undefined;
}

function asList(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
}
