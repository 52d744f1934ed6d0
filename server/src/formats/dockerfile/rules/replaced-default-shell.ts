import { finding } from '../../../engine/rule';
import { replace } from '../edits';
import { dockerfileRule } from '../rule';
import { tokenOf } from '../shellEdits';

export default dockerfileRule({
  id: 'dockerfile/replaced-default-shell',
  severity: 'info',
  preset: 'strict',
  category: 'maintenance',
  since: '0.1.0',
  summary: 'RUN replaces the shell',
  why: 'Every script of the distribution now runs under another shell than it was written for. SHELL changes the one of the Dockerfile, and nothing else.',
  references: ['https://docs.docker.com/reference/dockerfile/#shell'],
  peers: ['kics:changing_default_shell_using_run_command', 'hadolint:DL4005', 'semgrep:use-shell-instruction'],
  examples: {
    bad: 'FROM debian:12.11\nRUN ln -sf /bin/bash /bin/sh\n',
    good: 'FROM debian:12.11\nSHELL ["/bin/bash", "-c"]\n',
  },
  on: {
    call(call) {
      const isMoved = /^(?:ln|mv|cp)$/.test(call.name) && call.args.length > 1 && isShellPath(call.args.at(-1)?.plain);
      const isWindows =
        /^(?:powershell|pwsh)(?:\.exe)?$/i.test(call.name) &&
        call.args.some((word) => /^-c(?:ommand)?$/i.test(word.value()));
      return isMoved || isWindows ? finding(tokenOf(call.run, call.word), { call, isWindows }) : undefined;
    },
  },
  message: ({ isWindows }) =>
    isWindows
      ? 'Each RUN starts PowerShell by itself. Say it once: SHELL ["powershell", "-Command"].'
      : 'This gives every script of the distribution another shell. Use SHELL, which is for this Dockerfile alone.',
  fixes: [
    {
      kind: 'review',
      title: 'Use SHELL',
      edits: ({ call: { run, name, args }, isWindows }) => {
        const { instruction } = run;
        const shell = args.at(-2)?.plain;
        const isAlone =
          run.calls.length === 1 && !instruction.json && !instruction.onbuild && instruction.flags.length === 0;
        if (isWindows || name !== 'ln' || !isAlone || !shell || !/^\/(?:usr\/)?bin\/(?:ba|z|k|da)?sh$/.test(shell))
          return undefined;
        const { document, range } = instruction;
        return replace({ document, range }, `SHELL ["${shell}", "-c"]`);
      },
    },
  ],
});

function isShellPath(path: string | undefined): boolean {
  return path === '/bin/sh' || path === '/usr/bin/sh';
}
