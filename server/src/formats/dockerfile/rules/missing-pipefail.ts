import { finding } from '../../../engine/rule';
import { insertAbove } from '../edits';
import { fateOf, optionsAt, type ShellCommand, type ShellNode } from '../../../shell';
import type { Run } from '../model';
import { dockerfileRule } from '../rule';
import { tokenOf } from '../shellEdits';

/** What cannot fail where it stands. */
const HARMLESS = /^(?:echo|printf|yes|true|:)$/;

export default dockerfileRule({
  id: 'dockerfile/missing-pipefail',
  severity: 'info',
  preset: 'strict',
  category: 'reliability',
  since: '0.1.0',
  summary: 'A failure in front of a pipe goes unnoticed',
  why: 'The shell reports the last command of a pipe only: a download that breaks off builds an image that lacks half of it.',
  references: ['https://docs.docker.com/build/building/best-practices/#using-pipes'],
  peers: ['kics:shell_running_a_pipe_without_pipefail_flag', 'hadolint:DL4006', 'semgrep:set-pipefail'],
  examples: {
    bad: 'FROM debian:12.11\nRUN curl -fsSL https://example.com/a.tgz | tar -xz\n',
    good: 'FROM debian:12.11\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl -fsSL https://example.com/a.tgz | tar -xz\n',
  },
  on: {
    run(run) {
      const word = lostCommand(run)?.words[0];
      return word && finding(tokenOf(run, word), { run, name: word.plain ?? word.text });
    },
  },
  message: ({ name }) =>
    `When "${name}" fails, the build goes on as if nothing had happened. Set a SHELL with pipefail above, or begin with set -o pipefail.`,
  fixes: [
    {
      kind: 'review',
      title: 'Set a SHELL with pipefail',
      edits: ({ run }) => {
        const shell = shellOf(run);
        // One SHELL is enough for all that stand below it.
        const isFirst = run.stage.runs.find((other) => lostCommand(other)) === run;
        return !isFirst || shell === undefined || run.instruction.onbuild || run.stage.shellAt(run.instruction)
          ? undefined
          : insertAbove(run.instruction, [`SHELL ["${shell}", "-o", "pipefail", "-c"]`]);
      },
    },
  ],
});

/** The first command whose failure the shell does not report. */
function lostCommand({ stage, instruction }: Run): ShellCommand | undefined {
  if (instruction.json || stage.shellAt(instruction)?.includes('pipefail')) return undefined;
  return instruction.shell?.commands.find((command) => {
    const name = command.words[0]?.plain ?? '';
    if (HARMLESS.test(name) || /^(?:pwsh|powershell)$/i.test(name) || command.script !== instruction.shell)
      return false;
    const fate = fateOf(command);
    if (fate.kind !== 'piped' || optionsAt(command).pipefail) return false;
    return !failsWithoutInput(fate.next);
  });
}

/** `grep` finds nothing in nothing, and then the pipe fails by itself. */
function failsWithoutInput(node: ShellNode): boolean {
  if (node.kind !== 'command' || node.call?.name !== 'grep') return false;
  return !node.call.args.some((word) => /^-\w*[vc]/.test(word.value()));
}

/** The shell with pipefail that the base image brings, as far as its name tells. */
function shellOf({ stage }: Run): string | undefined {
  const image = stage.rootImage ?? '';
  if (/alpine/.test(image)) return '/bin/ash';
  return /(?:^|\/)(?:debian|ubuntu|fedora|centos|rockylinux|almalinux|node|python|golang|ruby|rust|php|openjdk|eclipse-temurin|amazoncorretto|maven|gradle|buildpack-deps)(?::|@|$)/.test(
    image,
  )
    ? '/bin/bash'
    : undefined;
}
