import type { Silence } from '../../engine/format';
import { lineAt, type TextRange } from '../../document/text';
import type { DockerfileDocument } from './document';

/**
 * Comments by which other tools are told to be quiet in a Dockerfile. Sources:
 * https://github.com/hadolint/hadolint#inline-ignores,
 * https://www.checkov.io/2.Basics/Suppressing%20and%20Skipping%20Policies.html,
 * https://docs.docker.com/build/checks/#skip-checks
 */
export function silencesOf(document: DockerfileDocument): Silence[] {
  const { text } = document;
  if (!/hadolint|checkov:|check=|nosem/.test(text)) return [];
  const everything = { start: 0, end: text.length };
  return [
    ...text.matchAll(/^[ \t]*#[ \t]*(hadolint(?: global)? ignore=|checkov:skip=|check=skip=)([^\r\n]*)/gm),
  ].flatMap((match) => {
    const [, verb = '', rest = ''] = match;
    const names = (/^[\w,* ]+/.exec(rest)?.[0] ?? '').split(/[, ]+/).filter(Boolean);
    if (verb === 'hadolint ignore=') {
      const range = instructionBelow(document, match.index);
      return range ? [{ peers: names.map((name) => `hadolint:${name}`), range }] : [];
    }
    if (verb === 'checkov:skip=')
      return [{ peers: names.slice(0, 1).map((name) => `checkov:${name}`), range: everything }];
    const tool = verb.startsWith('check=') ? 'buildkit' : 'hadolint';
    return [{ peers: names.map((name) => `${tool}:${name === 'all' ? '*' : name}`), range: everything }];
  });
}

function instructionBelow(
  { instructions, lineStarts, text }: DockerfileDocument,
  offset: number,
): TextRange | undefined {
  const below = instructions.find(({ range, onbuild }) => !onbuild && range.start > offset);
  if (!below) return undefined;
  return {
    start: lineStarts[lineAt(lineStarts, below.range.start)] ?? 0,
    end: lineStarts[lineAt(lineStarts, below.end) + 1] ?? text.length,
  };
}
