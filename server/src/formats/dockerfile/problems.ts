import type { SyntaxProblem } from '../../document/parsed';
import { nearest } from '../../engine/nearest';
import type { DockerfileDocument } from './document';
import type { Instruction } from './instruction';

const KEYWORDS = [
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
];

/** What keeps Docker from reading a Dockerfile at all. */
export function problemsOf({ instructions }: DockerfileDocument): SyntaxProblem[] {
  return instructions.flatMap((instruction) => {
    const problem = problemOf(instruction);
    return problem ? [problem] : [];
  });
}

function problemOf(instruction: Instruction): SyntaxProblem | undefined {
  const { keyword, keywordRange, heredocs, words } = instruction;
  if (!KEYWORDS.includes(keyword)) {
    const guess = nearest(keyword, KEYWORDS);
    const hint = guess ? ` Did you mean ${guess}?` : ' Is a \\ missing at the end of the line above?';
    return { message: `Dockerfiles have no instruction ${keyword}.${hint}`, range: keywordRange };
  }
  const open = heredocs.find(({ isClosed }) => !isClosed);
  if (open) return { message: `The line ${open.name} that ends this heredoc is missing.`, range: open.marker };
  // `CMD []` and `ENTRYPOINT []` take back what the base image says.
  if (words.length === 0 && instruction.json === undefined && heredocs.length === 0)
    return { message: `${keyword} needs something behind it.`, range: keywordRange };
  if (/^(?:COPY|ADD)$/.test(keyword) && words.length === 1)
    return { message: `${keyword} needs a source and a destination.`, range: keywordRange };
  return quoteProblem(instruction);
}

/** Only these take quotes apart themselves; in all others they belong to the shell. */
const QUOTED = /^(?:ENV|LABEL|ARG)$/;

function quoteProblem({ keyword, properties }: Instruction): SyntaxProblem | undefined {
  if (!QUOTED.test(keyword)) return undefined;
  const open = properties.find(({ value, token }) => {
    const raw = token.document.text.slice(token.range.start, token.range.end);
    return value !== undefined && /^[^"'\\]*=(?:"(?:[^"\\]|\\[^])*|'[^']*)$/.test(raw);
  });
  return (
    open && { message: `The quote that this value of ${keyword} begins with is never closed.`, range: open.token.range }
  );
}
