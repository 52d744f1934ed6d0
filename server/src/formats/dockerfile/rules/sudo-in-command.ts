import { finding } from '../../../engine/rule';
import { dockerfileRule } from '../rule';
import { removeWords, tokenOf } from '../shellEdits';

export default dockerfileRule({
  id: 'dockerfile/sudo-in-command',
  severity: 'warning',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'RUN uses sudo',
  why: 'RUN is root already unless USER says otherwise. An image with sudo in it gives whoever breaks in the way to root, and its own environment and signals at that.',
  references: ['https://docs.docker.com/build/building/best-practices/#user'],
  peers: ['kics:run_using_sudo', 'hadolint:DL3004', 'semgrep:no-sudo-in-dockerfile', 'checkov:CKV2_DOCKER_1'],
  examples: {
    bad: 'FROM debian:12.11\nRUN sudo useradd app\n',
    good: 'FROM debian:12.11\nRUN useradd app\n',
  },
  on: {
    run(run) {
      return run.calls.map((call) => {
        const { words } = call.command;
        const index = words.findIndex(({ plain }) => /(?:^|\/)sudo$/.test(plain ?? ''));
        const sudo = words[index];
        const isCalled = call.through.includes('sudo') || call.name === 'sudo';
        return sudo && isCalled ? finding(tokenOf(run, sudo), { call, sudo, next: words[index + 1] }) : undefined;
      });
    },
  },
  message: () =>
    'RUN needs no sudo: it is root already, or should be for this step. Take it out, and switch with USER where needed.',
  fixes: [
    {
      kind: 'review',
      title: 'Remove sudo',
      edits: ({ call, sudo, next }) => {
        // `sudo -u app` becomes another user, and as another user sudo is needed to become root.
        if (!next || /^-|=/.test(next.value())) return undefined;
        const { stage, instruction } = call.run;
        const users = stage.ancestry.flatMap((one) => one.own('USER'));
        if (users.some(({ range }) => range.start < instruction.range.start)) return undefined;
        return removeWords(call, [sudo]);
      },
    },
  ],
});
