import { isBinary, type Language } from '../../engine/language';
import { lineAt } from '../../document/text';
import { parseRedis, type RedisDocument } from './document';

/** redis.conf, redis-master.conf, valkey.conf; the files of Sentinel are of another kind. */
const NAME = /^(?:redis|valkey|keydb)(?:[.-][\w-]+)*\.conf$/i;

export const REDIS: Language<RedisDocument> = {
  reads: (name) => NAME.test(name) && !/sentinel/i.test(name),
  // What a template engine or envsubst has to fill in first.
  isPlain: (_, text) => !isBinary(text) && !/^[ \t]*(?:\{\{|\{%|<%)/m.test(text),
  parse: parseRedis,
  comments: ({ text, lineStarts }) => {
    const startOf = (line: number): number => lineStarts[line] ?? text.length;
    return {
      blockBelow: (line) => {
        let next = line + 1;
        while (next < lineStarts.length && /^\s*(?:#|$)/.test(text.slice(startOf(next), startOf(next + 1)))) next++;
        return { start: startOf(next), end: startOf(next + 1) };
      },
      above: (offset) => startOf(lineAt(lineStarts, offset)),
      top: () => (text.startsWith('\uFEFF') ? 1 : 0),
    };
  },
};
