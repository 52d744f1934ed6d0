import type { ParsedFile } from '../../document/parsed';
import { lineAt, type TextRange } from '../../document/text';
import { isBinary, type CommentPlaces, type Language } from '../../engine/language';
import { parseDockerfile, type DockerfileDocument } from './document';

/** Dockerfile, Containerfile, Dockerfile.web, web.dockerfile; not the files around them (Dockerfile.dockerignore, Dockerfile.md). */
const NAME = /^(?:(?:Docker|Container)file(?:[.-][\w.-]+)?|[\w.-]+\.(?:docker|container)file)$/i;
const OTHERS =
  /\.(?:dockerignore|containerignore|ya?ml|json|md|rst|txt|html?|sh|ps1|py|rb|go|js|ts|tf|j2|jinja2?|tmpl|tpl|erb|ejs|mustache|hbs|in|m4|template)$/i;

/** A template engine has to render this before it is a Dockerfile. */
const CONTROL_LINE = /^[ \t]*(?:\{\{|\{%|<%)|^[ \t]*FROM[^\n]*(?:\{\{|\{%|<%)/im;

export const DOCKERFILE: Language<DockerfileDocument> = {
  reads: (name) => NAME.test(name) && !OTHERS.test(name),
  isPlain: (_, text) => !isBinary(text) && !CONTROL_LINE.test(text),
  parse: parseDockerfile,
  comments: (file) => commentsOf(file),
};

function commentsOf({ text, lineStarts, documents }: ParsedFile<DockerfileDocument>): CommentPlaces {
  const instructions = documents[0]?.document.instructions.filter(({ onbuild }) => !onbuild) ?? [];
  const lineOf = (offset: number): number => lineAt(lineStarts, offset);
  const lines = (first: number, last: number): TextRange => ({
    start: lineStarts[first] ?? text.length,
    end: lineStarts[last + 1] ?? text.length,
  });
  return {
    blockBelow: (line) => {
      const around = instructions.find(({ range }) => lineOf(range.start) < line && line < lineOf(range.end));
      if (around) {
        let next = line + 1;
        while (/^\s*#/.test(text.slice(lineStarts[next], lineStarts[next + 1]))) next++;
        return lines(next, next);
      }
      const below = instructions.find(({ range }) => lineOf(range.start) > line);
      if (!below) return { start: text.length, end: text.length };
      if (below.keyword !== 'FROM') return lines(lineOf(below.range.start), lineOf(below.range.end));
      // Above FROM it speaks of the whole stage.
      const next = instructions.find(({ keyword, range }) => keyword === 'FROM' && range.start > below.range.start);
      return {
        start: lineStarts[lineOf(below.range.start)] ?? 0,
        end: next ? (lineStarts[lineOf(next.range.start)] ?? 0) : text.length,
      };
    },
    above: (offset) => {
      const around = instructions.findLast(({ range }) => range.start <= offset);
      return lineStarts[lineOf(around && offset <= around.end ? around.range.start : offset)] ?? 0;
    },
    top: () => documents[0]?.document.directivesEnd ?? 0,
  };
}
