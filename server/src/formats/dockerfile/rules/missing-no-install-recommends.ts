import { finding } from '../../../engine/rule';
import { packageCommandOf } from '../packages';
import { dockerfileRule } from '../rule';
import { addWord, tokenOf } from '../shellEdits';

export default dockerfileRule({
  id: 'dockerfile/missing-no-install-recommends',
  severity: 'info',
  preset: 'strict',
  category: 'supply-chain',
  since: '0.1.0',
  summary: 'Installs recommended packages too',
  why: 'apt takes along whatever a package recommends: more to download, to store and to patch, and nobody asked for it.',
  knownProblems: 'Some packages need what they recommend, ca-certificates for curl among them: name that one too.',
  references: ['https://docs.docker.com/build/building/best-practices/#apt-get'],
  peers: ['kics:apt_get_not_avoiding_additional_packages', 'hadolint:DL3015', 'semgrep:missing-no-install-recommends'],
  examples: {
    bad: 'FROM debian:12.11\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
    good: 'FROM debian:12.11\nRUN apt-get update && apt-get install --no-install-recommends -y curl && rm -rf /var/lib/apt/lists/*\n',
  },
  on: {
    call(call) {
      const command = packageCommandOf(call);
      if (command?.manager !== 'apt' || command.action !== 'install' || !command.verb) return undefined;
      const isOff =
        /^--no-install-recommends$|^--without-recommends$|^(?:-o=?|--option=)?apt::install-recommends=(?:false|0|no)$/i;
      // apt takes settings of itself anywhere among the words.
      if (call.args.some((word) => isOff.test(word.value()))) return undefined;
      // Said once for all in a file of settings.
      if (/Install-Recommends\s*"?(?:false|0|no)/i.test(call.run.instruction.document.text)) return undefined;
      return finding(tokenOf(call.run, command.verb), { call, verb: command.verb });
    },
  },
  message: () => 'apt installs everything that is recommended along with it. Add --no-install-recommends.',
  fixes: [
    {
      kind: 'review',
      title: 'Add --no-install-recommends',
      edits: ({ call, verb }) => addWord(call.run, verb, '--no-install-recommends'),
    },
  ],
});
