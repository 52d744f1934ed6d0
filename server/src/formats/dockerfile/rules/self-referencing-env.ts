import { lineBreakOf } from '../../../document/text';
import { finding } from '../../../engine/rule';
import { replace } from '../edits';
import { dockerfileRule } from '../rule';
import type { Property } from '../words';

export default dockerfileRule({
  id: 'dockerfile/self-referencing-env',
  severity: 'warning',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'ENV uses a variable that it only now sets',
  why: 'All values of one ENV are filled in before any of them is set: the variable is empty, and the mistake shows at run time.',
  references: ['https://docs.docker.com/reference/dockerfile/#environment-replacement'],
  peers: ['kics:env_no_refer_envvar', 'hadolint:DL3044'],
  examples: {
    bad: 'FROM alpine:3.22.1\nENV HOME_DIR=/app BIN=$HOME_DIR/bin\n',
    good: 'FROM alpine:3.22.1\nENV HOME_DIR=/app\nENV BIN=$HOME_DIR/bin\n',
  },
  on: {
    instruction({ instruction, stage }) {
      if (instruction.keyword !== 'ENV' || !stage) return undefined;
      const { properties } = instruction;
      const known = new Set(stage.environmentAt(instruction).keys());
      const sets = stage.own('ARG').filter(({ keywordRange }) => keywordRange.start < instruction.keywordRange.start);
      for (const { name } of sets.flatMap((one) => one.properties)) known.add(name);
      return properties.map((property, index) => {
        const names = properties.flatMap(({ name }, at) => (at === index ? [] : name));
        const used = names.find((name) => !known.has(name) && uses(writtenValue(property), name));
        if (used === undefined) return undefined;
        const isAbove = names.indexOf(used) < index;
        return finding(property.valueToken, {
          used,
          property,
          previous: isAbove ? properties[index - 1] : undefined,
          instruction,
        });
      });
    },
  },
  message: ({ used }) =>
    `"${used}" is set by this very ENV and is still empty when its values are filled in. Set it in an ENV of its own above.`,
  fixes: [
    {
      kind: 'review',
      title: 'Split into two ENV',
      edits: ({ property, previous, instruction }) => {
        if (!previous || instruction.onbuild) return undefined;
        const { document } = instruction;
        const range = { start: previous.token.range.end, end: property.token.range.start };
        const between = document.text.slice(range.start, range.end);
        // A comment between the lines would lose its place.
        if (between.includes('#')) return undefined;
        return replace({ document, range }, `${lineBreakOf(document.text)}${instruction.isLowerCase ? 'env' : 'ENV'} `);
      },
    },
  ],
});

/** Escapes and quotes decide what is a variable. */
function writtenValue({ valueToken: { document, range } }: Property): string {
  const value = document.text.slice(range.start, range.end);
  return value.startsWith("'") ? '' : value;
}

function uses(value: string, name: string): boolean {
  return new RegExp(`(?<!\\\\)\\$(?:\\{${escape(name)}(?![\\w])(?!:?-)|${escape(name)}(?!\\w))`).test(value);
}

function escape(name: string): string {
  return name.replace(/[^\w]/g, '\\$&');
}
