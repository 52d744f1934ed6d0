import { finding } from '../../../engine/rule';
import { UNKNOWN } from '../../../shell';
import { isDownload, targetsOf } from '../downloads';
import { dockerfileRule } from '../rule';
import { tokenOf } from '../shellEdits';

/** This machine, names without a domain, and private networks. */
const NEAR =
  /^(?:localhost|127(?:\.\d+){3}|\[::1\]|0\.0\.0\.0|10(?:\.\d+){3}|192\.168(?:\.\d+){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2}|[\w-]+|.*\.(?:local|localhost|internal|test|lan))$/i;

export default dockerfileRule({
  id: 'dockerfile/insecure-download',
  severity: 'warning',
  preset: 'recommended',
  category: 'supply-chain',
  since: '0.1.0',
  summary: 'RUN downloads over plain HTTP',
  why: 'Anybody on the way can put something else in its place, and the build takes it into the image.',
  knownProblems:
    'Addresses whose host comes out of a variable are not judged; neither are hosts of this machine and of private networks.',
  references: ['https://docs.docker.com/build/building/best-practices/'],
  peers: ['kics:avoid_http'],
  examples: {
    bad: 'FROM debian:12.11\nRUN curl -fsSLO http://example.com/tool.tgz\n',
    good: 'FROM debian:12.11\nRUN curl -fsSLO https://example.com/tool.tgz\n',
  },
  on: {
    call(call) {
      if (!isDownload(call)) return undefined;
      return targetsOf(call).map((word) => {
        const host = /^http:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]*)/i.exec(word.value())?.[1];
        if (!host || host.includes(UNKNOWN) || NEAR.test(host)) return undefined;
        return finding(tokenOf(call.run, word), { host, call, word });
      });
    },
  },
  message: ({ host }) =>
    `This is fetched from ${host} over plain HTTP: anybody on the way can replace it. Use https://.`,
  fixes: [
    {
      kind: 'review',
      title: 'Use https',
      edits: ({ call, word }) => {
        const { document } = call.run.instruction;
        const at = document.text.slice(word.range.start, word.range.end).search(/http:\/\/(?![^/]*:\d)/i);
        const end = word.range.start + at + 'http'.length;
        return at < 0 ? undefined : [{ document, range: { start: end, end }, newText: 's' }];
      },
    },
  ],
});
