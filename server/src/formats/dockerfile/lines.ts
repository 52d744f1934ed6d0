/**
 * The lines of one instruction as its reader gets to see them: Docker takes out comments and empty lines between continued lines, and
 * allows blanks behind the sign that continues a line. All of it becomes blanks here, so that offsets stay what they are.
 * https://docs.docker.com/reference/dockerfile/#format
 *
 * @param escape the character that continues a line; `\` takes its place, as the shell knows no other
 */
export function continuedLines(text: string, escape: string): string {
  const [first = '', ...others] = text.split(/(?<=\n)/);
  return [first, ...others.map((line) => (/^\s*(?:#|$)/.test(line) ? ' '.repeat(line.length) : line))]
    .map((line) => withPlainBreak(line, escape))
    .join('');
}

function withPlainBreak(line: string, escape: string): string {
  const end = /[ \t]*\r?\n$/.exec(line);
  if (!end || line[end.index - 1] !== escape) return line;
  return `${line.slice(0, end.index - 1)}${' '.repeat(end[0].length - 1)}\\\n`;
}
