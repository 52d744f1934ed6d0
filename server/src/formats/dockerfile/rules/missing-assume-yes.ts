import { finding } from '../../../engine/rule';
import { hasOption, packageCommandOf, type PackageCommand } from '../packages';
import { dockerfileRule } from '../rule';
import { addWord, tokenOf } from '../shellEdits';

const MANAGERS: ReadonlySet<string> = new Set(['apt', 'dnf', 'zypper']);

export default dockerfileRule({
  id: 'dockerfile/missing-assume-yes',
  severity: 'warning',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  summary: 'Package manager asks a question that nobody answers',
  why: 'A build has no keyboard: the question is answered with no, or the build stops, as soon as the installation needs one package more.',
  references: [
    'https://docs.docker.com/build/building/best-practices/#apt-get',
    'https://manpages.debian.org/stable/apt/apt-get.8.en.html',
  ],
  peers: [
    'kics:apt_get_missing_flags_to_avoid_manual_input',
    'kics:yum_install_allows_manual_input',
    'kics:missing_flag_from_dnf_install',
    'kics:missing_zypper_non_interactive_switch',
    'hadolint:DL3014',
    'semgrep:missing-assume-yes-switch',
    'semgrep:missing-yum-assume-yes-switch',
    'semgrep:missing-dnf-assume-yes-switch',
  ],
  examples: {
    bad: 'FROM debian:12.11\nRUN apt-get update && apt-get install curl && rm -rf /var/lib/apt/lists/*\n',
    good: 'FROM debian:12.11\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
  },
  on: {
    call(call) {
      const command = packageCommandOf(call);
      if (!command?.verb || command.action !== 'install' || !MANAGERS.has(command.manager)) return undefined;
      if (saysYes(command) || isAnswered(command)) return undefined;
      const { verb } = command;
      return finding(tokenOf(call.run, verb), { call, verb });
    },
  },
  message: ({ call, verb }) =>
    `"${call.name} ${verb.plain ?? ''}" asks before it installs, and nobody answers during a build. Add -y.`,
  fixes: [{ kind: 'safe', title: 'Add -y', edits: ({ call, verb }) => addWord(call.run, verb, '-y') }],
});

function saysYes(command: PackageCommand): boolean {
  if (
    hasOption(
      command,
      /^--(?:yes|assume-?yes|non-interactive|quiet=2|force-yes)$|^-q=2$|^-y=(?:true|1|yes)$|(?:assume-|--)yes=(?:true|1|yes)$/i,
      'y',
    )
  )
    return true;
  if (command.manager === 'zypper') return hasOption(command, /^--no-confirm$/, 'n');
  if (command.manager !== 'apt') return false;
  // Twice quiet means yes.
  const letters = command.options.map((word) =>
    word.plain === '--quiet' ? 'q' : (/^-([A-Za-z]+)$/.exec(word.value())?.[1] ?? ''),
  );
  return letters.join('').split('q').length > 2;
}

/** `yes | apt-get install`, and files of settings that say yes for everybody. */
function isAnswered({ call: { command, run } }: PackageCommand): boolean {
  const { parent } = command;
  const first = parent?.kind === 'pipeline' ? parent.items[0] : undefined;
  if (first?.kind === 'command' && first !== command && /^(?:yes|echo|printf)$/.test(first.words[0]?.plain ?? ''))
    return true;
  return /Assume-Yes\s*"?(?:true|1)|assumeyes\s*=\s*(?:1|true|yes)/i.test(run.instruction.document.text);
}
