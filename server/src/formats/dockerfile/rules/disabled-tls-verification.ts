import type { Token } from '../../../document/text';
import { finding, type Report } from '../../../engine/rule';
import type { ShellWord } from '../../../shell';
import type { Call } from '../model';
import { dockerfileRule } from '../rule';
import { removeWords, tokenOf } from '../shellEdits';
import { OPTIONS, SETTINGS, VARIABLES } from '../verification';

interface Found {
  readonly what: string;
  /** Where it is one option that can be taken away. */
  readonly call: Call | undefined;
  readonly option: ShellWord | undefined;
}

const NOWHERE = { call: undefined, option: undefined };

const WHY = 'takes whatever answers, and anybody on the way can answer';

export default dockerfileRule({
  id: 'dockerfile/disabled-tls-verification',
  severity: 'warning',
  preset: 'recommended',
  category: 'supply-chain',
  since: '0.1.0',
  summary: 'Nobody verifies where downloads come from',
  why: 'Without the check of certificates or signatures, whoever sits on the way can put something else into the image; set as ENV, the running service accepts everybody too.',
  references: ['https://curl.se/docs/sslcerts.html', 'https://pip.pypa.io/en/stable/cli/pip/#cmdoption-trusted-host'],
  peers: Array.from({ length: 17 }, (_, index) => `checkov:CKV2_DOCKER_${index + 1}`),
  examples: {
    bad: 'FROM debian:12.11\nRUN curl -k https://example.com/tool -o /tool\n',
    good: 'FROM debian:12.11\nRUN curl https://example.com/tool -o /tool\n',
  },
  on: {
    call(call) {
      const option = optionOf(call);
      if (option && isVerifiedLater(call)) return undefined;
      if (option) return report(tokenOf(call.run, option), { what: option.plain ?? call.name, call, option });
      const words = call.args.map((word) => word.value()).join(' ');
      const isSet = Object.hasOwn(SETTINGS, call.name) && SETTINGS[call.name]?.test(words) === true;
      return isSet ? report(tokenOf(call.run, call.word), { what: call.name, ...NOWHERE }) : undefined;
    },
    run({ instruction }) {
      const assignments = instruction.shell?.commands.flatMap((command) => command.assignments) ?? [];
      return assignments.map(({ name, value, range }) => {
        const isOff = Object.hasOwn(VARIABLES, name) && VARIABLES[name]?.test(value?.plain ?? '') === true;
        const token = { document: instruction.document, range };
        return isOff ? report(token, { what: name, ...NOWHERE }) : undefined;
      });
    },
    instruction({ instruction }) {
      if (!/^(?:ENV|ARG)$/.test(instruction.keyword)) return undefined;
      return instruction.properties.map(({ name, value, token }) => {
        const isOff = Object.hasOwn(VARIABLES, name) && VARIABLES[name]?.test(value ?? '') === true;
        return isOff ? report(token, { what: name, ...NOWHERE }) : undefined;
      });
    },
  },
  message: ({ what }) => `With ${what} this ${WHY}. Verify: install the certificate or key that is missing instead.`,
  fixes: [
    {
      kind: 'review',
      title: ({ what }) => `Remove ${what}`,
      edits: ({ call, option }) => {
        // One letter of several, or one with a value behind it, is for the person.
        const isAlone = option && /^(?:-k|--[\w-]+)$/.test(option.plain ?? '') && option.plain !== '--trusted-host';
        return call && isAlone ? removeWords(call, [option]) : undefined;
      },
    },
  ],
});

function report(token: Token, found: Found): Report<Found> {
  return finding(token, found);
}

function optionOf({ name, args }: Call): ShellWord | undefined {
  const pattern = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
  if (!pattern) return undefined;
  return args.find((word, index) => {
    // The value of the option in front of it.
    if (name === 'curl' && /^-\w*[oHdXuAebcTFxmw]$/.test(args[index - 1]?.plain ?? '')) return false;
    if (!pattern.test(word.plain ?? '')) return false;
    if (word.plain === '--strict-ssl') return args[index + 1]?.plain === 'false';
    if (!word.plain?.startsWith('--trusted-host')) return true;
    // A host of one's own network, without a domain, has no certificate.
    const host = word.plain.split('=')[1] ?? args[index + 1]?.plain ?? '';
    return host.includes('.') && !/^(?:127\.|10\.|192\.168\.)/.test(host);
  });
}

/** A checksum written into the Dockerfile tells more about a file than the certificate of its server. */
function isVerifiedLater({ name, run, word }: Call): boolean {
  if (name !== 'curl' && name !== 'wget') return false;
  return run.calls.some(
    (other) =>
      other.word.range.start > word.range.start &&
      /^sha(?:256|384|512)sum$/.test(other.name) &&
      other.args.some((arg) => /^(?:-\w*c\w*|--check)$/.test(arg.value())),
  );
}
