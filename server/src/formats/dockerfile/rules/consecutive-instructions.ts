import { finding } from '../../../engine/rule';
import type { Instruction } from '../instruction';
import { dockerfileRule } from '../rule';

export default dockerfileRule({
  id: 'dockerfile/consecutive-instructions',
  severity: 'hint',
  preset: 'off',
  category: 'maintenance',
  since: '0.1.0',
  summary: 'Instructions that could be one layer',
  why: 'Each RUN and COPY is a layer: files that one makes and the next deletes stay in the image.',
  knownProblems: 'Off by default: separate layers are what the build cache lives on.',
  references: ['https://docs.docker.com/build/building/best-practices/#run'],
  peers: ['kics:multiple_run_add_copy_instructions_listed', 'hadolint:DL3059'],
  examples: {
    bad: 'FROM alpine:3.22.1\nRUN touch a\nRUN touch b\n',
    good: 'FROM alpine:3.22.1\nRUN touch a && touch b\n',
  },
  on: {
    stage({ instructions }) {
      return instructions.map((instruction, index) => {
        const previous = instructions[index - 1];
        return previous && couldBeOne(previous, instruction)
          ? finding(instruction.token, { keyword: instruction.keyword })
          : undefined;
      });
    },
  },
  message: ({ keyword }) => `This ${keyword} and the one above could be one layer.`,
});

function couldBeOne(a: Instruction, b: Instruction): boolean {
  if (a.keyword !== b.keyword || a.onbuild || b.onbuild || a.heredocs.length + b.heredocs.length > 0) return false;
  const flags = (one: Instruction): string => one.flags.map(({ raw }) => raw).join(' ');
  if (flags(a) !== flags(b)) return false;
  if (a.keyword === 'RUN') return !a.json && !b.json;
  return /^(?:COPY|ADD)$/.test(a.keyword) && a.words.at(-1)?.text === b.words.at(-1)?.text;
}
