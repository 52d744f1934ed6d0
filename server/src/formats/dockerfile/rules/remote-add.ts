import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { dockerfileRule } from '../rule';

export default dockerfileRule({
  id: 'dockerfile/remote-add',
  severity: 'warning',
  preset: 'recommended',
  category: 'supply-chain',
  since: '0.1.0',
  summary: 'ADD fetches a URL that nobody verifies',
  why: 'Whoever controls the server, or the way to it, decides what ends up in the image; a file that changed goes in without a word.',
  references: ['https://docs.docker.com/reference/dockerfile/#add---checksum'],
  peers: ['kics:curl_or_wget_instead_of_add', 'semgrep:prefer-copy-over-add'],
  examples: {
    bad: 'FROM alpine:3.22.1\nADD https://example.com/tool /usr/local/bin/tool\n',
    good: 'FROM alpine:3.22.1\nADD --checksum=sha256:CHECKSUM https://example.com/tool /usr/local/bin/tool\n',
  },
  on: {
    instruction({ instruction }) {
      if (instruction.keyword !== 'ADD' || instruction.flag('checksum')) return undefined;
      const sources = instruction.words.slice(0, -1);
      // A repository is fetched by its commit or tag, and verifies itself.
      const url = sources.find(({ text }) => /^https?:\/\//i.test(text) && !/\.git(?:#|$)/i.test(text));
      const isOpen = url !== undefined && /^http:/i.test(url.text);
      return url && finding(url, { instruction, isOpen, isOnly: sources.length === 1 });
    },
  },
  message: ({ isOpen }) =>
    isOpen
      ? 'ADD fetches this over plain HTTP: anybody on the way can replace it. Use https:// and --checksum=sha256:….'
      : 'What ADD fetches is not verified: a changed file goes into the image unnoticed. Add --checksum=sha256:….',
  fixes: [
    {
      kind: 'manual',
      title: 'Add a checksum',
      edits: ({ instruction, isOnly }) =>
        isOnly
          ? [
              {
                document: instruction.document,
                range: { start: instruction.keywordRange.end, end: instruction.keywordRange.end },
                newText: ` --checksum=sha256:${placeholder('CHECKSUM')}`,
              },
            ]
          : undefined,
    },
  ],
});
