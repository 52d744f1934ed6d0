import type { ParsedFile } from '../../document/parsed';
import { lineAt, type TextRange } from '../../document/text';
import { isBinary, type CommentPlaces, type Language } from '../../engine/language';
import { parseDotenv, type DotenvDocument } from './document';

/** .env, .env.production, web.env, .env.example, env.example; not what programs write in other languages (.env.ts, .env.vault). */
const NAME = /^(?:\.?env(?:\.[\w-]+)+|\.env|[\w.-]+\.env)$/i;
const OTHERS =
  /\.(?:[cm]?[jt]sx?|json|ya?ml|toml|xml|md|txt|sh|bash|zsh|fish|ps1|bat|cmd|py|rb|php|go|rs|java|gpg|enc|age|vault|keys|j2|jinja2?|erb|tmpl|tpl|mustache|hbs)$/i;

/** A template engine has to render this first. */
const CONTROL_LINE = /^[ \t]*(?:\{%|\{\{-?\s*(?:if|else|end|range|with|define|include|template)\b|<%)/m;

export const DOTENV: Language<DotenvDocument> = {
  reads: (name) => NAME.test(name) && !OTHERS.test(name),
  isPlain: (_, text) => !isBinary(text) && !CONTROL_LINE.test(text),
  parse: parseDotenv,
  comments: (file) => commentsOf(file),
};

function commentsOf({ text, lineStarts, documents }: ParsedFile<DotenvDocument>): CommentPlaces {
  const statements = documents[0]?.document.statements ?? [];
  const lineOf = (offset: number): number => lineAt(lineStarts, offset);
  const startOf = (line: number): number => lineStarts[line] ?? text.length;
  return {
    blockBelow: (line): TextRange => {
      const below = statements.find(({ range }) => lineOf(range.start) > line);
      if (!below) return { start: text.length, end: text.length };
      return { start: startOf(lineOf(below.range.start)), end: startOf(lineOf(below.range.end) + 1) };
    },
    above: (offset) => {
      const around = statements.find(({ range }) => range.start <= offset && offset <= range.end);
      return startOf(lineOf(around ? around.range.start : offset));
    },
    top: () => (text.startsWith('\uFEFF') ? 1 : 0),
  };
}
