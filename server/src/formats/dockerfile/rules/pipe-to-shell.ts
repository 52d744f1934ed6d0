import { finding } from '../../../engine/rule';
import { isShell, type ShellNode, type ShellWord } from '../../../shell';
import { fetches } from '../downloads';
import type { Call } from '../model';
import { dockerfileRule } from '../rule';
import { tokenOf } from '../shellEdits';

export default dockerfileRule({
  id: 'dockerfile/pipe-to-shell',
  severity: 'warning',
  preset: 'recommended',
  category: 'supply-chain',
  since: '0.1.0',
  summary: 'A script from the net runs unseen',
  why: 'Whatever the server sends today runs as root in the build: nobody read it, nobody verified it, and a transfer that breaks off runs half of it.',
  references: ['https://docs.docker.com/build/building/best-practices/#using-pipes'],
  peers: ['checkov:CKV2_DOCKER'],
  examples: {
    bad: 'FROM debian:12.11\nRUN curl -fsSL https://example.com/install.sh | sh\n',
    good: 'FROM debian:12.11\nADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/install.sh /tmp/\nRUN sh /tmp/install.sh\n',
  },
  on: {
    call(call) {
      return runsInput(call) && getsDownload(call) ? finding(tokenOf(call.run, call.word), { call }) : undefined;
    },
  },
  message: ({ call }) =>
    `What the server sends is run by ${call.name} at once, whatever it is today. Download it, verify its checksum, then run it.`,
});

const INTERPRETER = /^(?:python[\d.]*|node|perl|ruby|php)$/;

/** Reads its program from its input, or from what stands in an argument. */
function runsInput({ name, args }: Call): boolean {
  if (isShell(name)) return true;
  if (name === 'eval' || name === 'source' || name === '.') return true;
  // With a script of its own it only reads data.
  return INTERPRETER.test(name) && args.every((word) => /^(?:-|--|\/dev\/stdin)$/.test(word.value()));
}

function getsDownload({ name, args, command }: Call): boolean {
  if (args.some(holdsDownload)) return true;
  if (isShell(name) && !readsInput(args)) return false;
  if (name === 'eval' || name === 'source' || name === '.') return false;
  const { parent } = command;
  if (parent?.kind !== 'pipeline') return false;
  return parent.items.slice(0, parent.items.indexOf(command)).some((item) => fetches(item) && !isSaved(item));
}

/** `curl -o FILE`: nothing of it goes into the pipe. */
function isSaved(item: ShellNode): boolean {
  const call = item.kind === 'command' ? item.call : undefined;
  if (call?.name !== 'curl') return false;
  return call.args.some((word, index) => {
    if (/^(?:-[a-zA-Z]*O|--remote-name)$/.test(word.value())) return true;
    const isOption = /^(?:-[a-zA-Z]*o|--output)$/.test(word.value());
    return isOption && !/^(?:-|\/dev\/stdout)$/.test(call.args[index + 1]?.value() ?? '-');
  });
}

/** `sh`, `bash -`, `bash -s -- --yes`: without a script or a text to run. */
function readsInput(args: readonly ShellWord[]): boolean {
  const first = args.find((word) => !/^[-+]./.test(word.value()));
  const hasText = args.some((word) => /^-[a-z]*c$/.test(word.value()));
  return (
    !hasText && (first === undefined || first.value() === '-' || args.some((word) => /^-[a-z]*s$/.test(word.value())))
  );
}

/** `"$(curl …)"` and `<(curl …)`. */
function holdsDownload({ parts, text }: ShellWord): boolean {
  return /^<\(\s*(?:curl|wget)\b/.test(text) || parts.some((part) => part.kind === 'command' && fetches(part.list));
}
