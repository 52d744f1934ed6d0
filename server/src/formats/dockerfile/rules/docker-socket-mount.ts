import { finding } from '../../../engine/rule';
import { deleteInstruction } from '../edits';
import { dockerfileRule } from '../rule';

export default dockerfileRule({
  id: 'dockerfile/docker-socket-mount',
  severity: 'warning',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'VOLUME names the socket of the engine',
  why: 'It mounts nothing of the host, and tells everybody to hand the control of the host to this container.',
  references: ['https://docs.docker.com/engine/security/#docker-daemon-attack-surface'],
  peers: ['semgrep:dockerfile-dockerd-socket-mount'],
  examples: {
    bad: 'FROM alpine:3.22.1\nVOLUME /var/run/docker.sock\n',
    good: 'FROM alpine:3.22.1\n',
  },
  on: {
    instruction({ instruction }) {
      if (instruction.keyword !== 'VOLUME') return undefined;
      return instruction.words
        .filter(({ text }) => /(?:^|\/)(?:docker|containerd|podman|crio)\.sock$/.test(text))
        .map((word) => finding(word, { instruction }));
    },
  },
  message: () =>
    'This VOLUME mounts nothing of the host, and invites everybody to hand over control of it. Take it out.',
  fixes: [
    {
      kind: 'review',
      title: 'Remove the VOLUME',
      edits: ({ instruction }) =>
        instruction.words.length === 1 ? deleteInstruction(instruction.onbuild ?? instruction) : undefined,
    },
  ],
});
