import { finding } from '../../../engine/rule';
import { deleteInstruction } from '../edits';
import { dockerfileRule } from '../rule';

/** Images that are there to be logged into: hosts of Git repositories, file drops, ways into a network. */
const MADE_FOR_SSH = /\b(?:git-?shell|gitea|gitlab|forgejo|gogs|gerrit|sftp|bastion|jump-?host)\b/i;

export default dockerfileRule({
  id: 'dockerfile/ssh-port',
  severity: 'warning',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Image offers SSH',
  why: 'A login service in a container is one more way in, with keys and updates of its own that nobody looks after. `docker exec` and `kubectl exec` need none.',
  references: ['https://docs.docker.com/reference/dockerfile/#expose'],
  peers: ['kics:exposing_port_22', 'checkov:CKV_DOCKER_1'],
  examples: {
    bad: 'FROM alpine:3.22.1\nEXPOSE 80 22\n',
    good: 'FROM alpine:3.22.1\nEXPOSE 80\n',
  },
  on: {
    instruction({ instruction }) {
      if (instruction.keyword !== 'EXPOSE' || MADE_FOR_SSH.test(instruction.document.text)) return undefined;
      return instruction.words.map((word, index) => {
        const [, first, last = first] = /^(\d+)(?:-(\d+))?(?:\/tcp)?$/i.exec(word.text) ?? [];
        const isSsh = first !== undefined && Number(first) <= 22 && 22 <= Number(last);
        return isSsh ? finding(word, { instruction, index, isRange: first !== last }) : undefined;
      });
    },
  },
  message: () =>
    'The image offers SSH on port 22: one more way in that nobody updates. Leave it out and use `docker exec` instead.',
  fixes: [
    {
      kind: 'review',
      title: 'Remove port 22',
      edits: ({ instruction, index, isRange }) => {
        const { words, document, onbuild } = instruction;
        const word = words[index];
        if (!word || isRange) return undefined;
        if (words.length === 1) return deleteInstruction(onbuild ?? instruction);
        const neighbour = words[index - 1];
        const range = neighbour
          ? { start: neighbour.range.end, end: word.range.end }
          : { start: word.range.start, end: words[1]?.range.start ?? word.range.end };
        return /[\r\n]/.test(document.text.slice(range.start, range.end))
          ? undefined
          : [{ document, range, newText: '' }];
      },
    },
  ],
});
