import { finding } from '../../../engine/rule';
import { isDownload, targetsOf } from '../downloads';
import type { Call } from '../model';
import { packageCommandOf, hasOption } from '../packages';
import { dockerfileRule } from '../rule';
import { tokenOf } from '../shellEdits';
import type { ShellWord } from '../../../shell';

export default dockerfileRule({
  id: 'dockerfile/unpinned-tool',
  severity: 'info',
  preset: 'strict',
  category: 'supply-chain',
  since: '0.1.0',
  summary: 'Tool is installed in whatever version is newest',
  why: 'A build that worked yesterday fails today because somebody else released something, and nobody knows which version runs.',
  references: ['https://docs.docker.com/build/building/best-practices/#version-pinning'],
  examples: {
    bad: 'FROM golang:1.25.0\nRUN go install example.com/tool@latest\n',
    good: 'FROM golang:1.25.0\nRUN go install example.com/tool@v1.4.2\n',
  },
  on: {
    call(call) {
      const word = unpinnedOf(call);
      return word && finding(tokenOf(call.run, word), { text: word.plain ?? word.text });
    },
  },
  message: ({ text }) =>
    `"${text}" is another version whenever somebody releases one. Name the version that you tested.`,
});

function unpinnedOf(call: Call): ShellWord | undefined {
  if (call.name === 'go' && /^(?:install|get)$/.test(call.args[0]?.plain ?? ''))
    return call.args.find(({ plain }) => /@(?:latest|master|main)$/.test(plain ?? ''));
  if (isDownload(call))
    return targetsOf(call).find(
      ({ text }) => /\/(?:latest|master|main|nightly)(?:\/|\.|$)/.test(text) && /:\/\//.test(text),
    );
  const command = packageCommandOf(call);
  if (command?.action !== 'install') return undefined;
  const isGlobal = command.manager === 'npm' && hasOption(command, /^(?:-g|--global)$/);
  return isGlobal
    ? command.packages.find(
        ({ plain }) =>
          plain !== undefined && !/.@(?!latest$)|[/:]/.test(plain.replace(/^@[^/]+\//, '')) && !plain.startsWith('.'),
      )
    : undefined;
}
