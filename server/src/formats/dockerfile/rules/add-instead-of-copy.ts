import { finding } from '../../../engine/rule';
import { replace } from '../edits';
import { dockerfileRule } from '../rule';
import { hasVariable } from '../variables';

/** ADD unpacks these: https://docs.docker.com/reference/dockerfile/#adding-local-tar-archives */
const ARCHIVE = /\.(?:tar(?:\.\w+)?|tgz|tbz2?|txz|tlz|tzst|gz|bz2|xz|zst)$/i;
const REMOTE = /^(?:https?|git|ssh):|^git@|\.git(?:#|$)/i;
/** COPY knows neither. */
const ONLY_ADD = new Set(['checksum', 'keep-git-dir', 'unpack']);

export default dockerfileRule({
  id: 'dockerfile/add-instead-of-copy',
  severity: 'info',
  preset: 'recommended',
  category: 'supply-chain',
  since: '0.1.0',
  summary: 'ADD where COPY would do',
  why: 'ADD unpacks archives and fetches URLs by itself, depending on what a name happens to look like. COPY does one thing, and the reader knows which.',
  knownProblems: 'A source that is a variable may stand for an archive or a URL; it is reported, but not changed.',
  references: ['https://docs.docker.com/build/building/best-practices/#add-or-copy'],
  peers: ['kics:add_instead_of_copy', 'checkov:CKV_DOCKER_4', 'hadolint:DL3020'],
  examples: {
    bad: 'FROM alpine:3.22.1\nADD app.conf /etc/app/\n',
    good: 'FROM alpine:3.22.1\nCOPY app.conf /etc/app/\n',
  },
  on: {
    instruction({ instruction }) {
      if (instruction.keyword !== 'ADD' || instruction.heredocs.length > 0) return undefined;
      const sources = instruction.words.slice(0, -1).map(({ text }) => text);
      if (sources.length === 0 || instruction.flags.some(({ name }) => ONLY_ADD.has(name))) return undefined;
      if (sources.some((source) => REMOTE.test(source) || ARCHIVE.test(source))) return undefined;
      return finding(instruction.token, { instruction, sources });
    },
  },
  message: ({ sources }) =>
    `ADD of "${sources.join(' ')}" does what COPY does, but would unpack an archive or fetch a URL without being asked. Use COPY.`,
  fixes: [
    {
      kind: 'safe',
      title: 'Use COPY',
      edits: ({ instruction, sources }) => {
        // What is behind a variable or a pattern may be an archive after all.
        if (sources.some((source) => hasVariable(source) || /[*?[]/.test(source))) return undefined;
        return replace(instruction.token, instruction.isLowerCase ? 'copy' : 'COPY');
      },
    },
  ],
});
