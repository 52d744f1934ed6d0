import { finding } from '../../../engine/rule';
import type { ShellWord } from '../../../shell';
import { dockerfileRule } from '../rule';
import { tokenOf } from '../shellEdits';

/** For a person in front of a screen, or about a machine that the build does not have. */
const NEVER = /^(?:vim?|nano|top|htop|free|shutdown|reboot|ifconfig)$/;
/** With others around them they may be part of some work. */
const ALONE = /^(?:ssh|service|systemctl|kill|killall|mount|ps)$/;

export default dockerfileRule({
  id: 'dockerfile/pointless-command',
  severity: 'hint',
  preset: 'strict',
  category: 'maintenance',
  since: '0.1.0',
  summary: 'Command makes no sense in a build',
  why: 'A layer keeps files and nothing else: processes, mounts and what a screen showed are gone when the RUN ends.',
  references: ['https://docs.docker.com/reference/dockerfile/#run'],
  peers: ['kics:run_utilities_and_posix_commands', 'hadolint:DL3001', 'semgrep:nonsensical-command'],
  examples: {
    bad: 'FROM debian:12.11\nRUN service nginx start\n',
    good: 'FROM debian:12.11\nCMD ["nginx", "-g", "daemon off;"]\n',
  },
  on: {
    run(run) {
      return run.calls.map((call) => {
        const isPointless =
          NEVER.test(call.name) || (ALONE.test(call.name) && run.calls.length === 1 && !isLasting(call.args));
        return isPointless ? finding(tokenOf(run, call.word), { name: call.name }) : undefined;
      });
    },
  },
  message: ({ name }) =>
    `"${name}" leaves nothing behind in the layer: what it does is over when the RUN ends. Take it out, or do it when the container starts.`,
});

/** `systemctl enable` writes files. */
function isLasting(args: readonly ShellWord[]): boolean {
  return args.some((word) => /^(?:enable|disable|mask|unmask|set-default|preset)$/.test(word.value()));
}
