import { finding } from '../../../engine/rule';
import { replace } from '../edits';
import { dockerfileRule } from '../rule';
import { tokenOf } from '../shellEdits';

export default dockerfileRule({
  id: 'dockerfile/cd-instead-of-workdir',
  severity: 'hint',
  preset: 'strict',
  category: 'maintenance',
  since: '0.1.0',
  summary: 'RUN changes folders with cd',
  why: 'The next RUN begins in the old folder again: what a `cd` does ends with its line, and readers trip over it.',
  references: ['https://docs.docker.com/build/building/best-practices/#workdir'],
  peers: ['kics:run_command_cd_instead_of_workdir', 'hadolint:DL3003', 'semgrep:use-workdir'],
  examples: {
    bad: 'FROM alpine:3.22.1\nRUN cd /app\n',
    good: 'FROM alpine:3.22.1\nWORKDIR /app\n',
  },
  on: {
    run(run) {
      const [first] = run.instruction.shell?.root.items ?? [];
      const command = first?.kind === 'chain' && first.operators[0] === '&&' ? first.items[0] : first;
      if (command?.kind !== 'command' || command.words[0]?.plain !== 'cd') return undefined;
      const isAlone = run.instruction.shell?.commands.length === 1;
      return finding(tokenOf(run, command.words[0]), { run, isAlone, folder: command.words[1]?.plain });
    },
  },
  message: ({ isAlone }) =>
    isAlone
      ? 'This cd has no effect: the next RUN begins in the old folder again. Use WORKDIR.'
      : 'This cd ends with its RUN, and the next one begins in the old folder again. WORKDIR says it for all that follows.',
  fixes: [
    {
      kind: 'review',
      title: 'Use WORKDIR',
      // Where more follows, WORKDIR would also move everything below.
      edits: ({ run: { instruction }, isAlone, folder }) => {
        if (!isAlone || instruction.onbuild || instruction.json || folder === undefined || !/^\/[\w./-]*$/.test(folder))
          return undefined;
        const { document, range } = instruction;
        return replace({ document, range }, `WORKDIR ${folder}`);
      },
    },
  ],
});
