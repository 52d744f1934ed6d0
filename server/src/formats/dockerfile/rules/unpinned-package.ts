import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import type { ShellWord } from '../../../shell';
import { hasOption, isUnknown, packageCommandOf, type Manager, type PackageCommand } from '../packages';
import { dockerfileRule } from '../rule';
import { isBare, tokenOf } from '../shellEdits';

interface Notation {
  /** A package with its version. */
  readonly pinned: RegExp;
  /** What stands between the name and the version, where it is the same for every version. */
  readonly separator: string | undefined;
}

const PLAIN: Notation = { pinned: /[=<>~/]/, separator: '=' };
const NPM: Notation = { pinned: /.@(?!latest$|next$)|[/:]/, separator: undefined };
const NOTATIONS: Readonly<Record<Manager, Notation | undefined>> = {
  apt: PLAIN,
  apk: { pinned: /[=<>~]|^\./, separator: '=' },
  dnf: { pinned: /-\d|^@/, separator: undefined },
  zypper: { pinned: /[=<>]|-\d/, separator: '=' },
  pip: { pinned: /[=<>~@]/, separator: '==' },
  npm: NPM,
  yarn: NPM,
  pnpm: NPM,
  gem: { pinned: /:/, separator: ':' },
  // Installs nothing but the newest.
  pacman: undefined,
};

/** Files, folders and addresses: what is in them is what is installed. */
const LOCAL = /^\.{0,2}\/|^\.$|^~|:\/\/|^git\+|\.(?:deb|apk|rpm|whl|tgz|tar\.gz|gem|zip)$|^file:|^-|^\.\[|[*?]/;

export default dockerfileRule({
  id: 'dockerfile/unpinned-package',
  severity: 'hint',
  preset: 'off',
  category: 'supply-chain',
  since: '0.1.0',
  summary: 'Package is installed in whatever version is newest',
  why: 'The same Dockerfile gives another image next month. Whether that is worth it is disputed: distributions remove old versions, and a pinned build then fails.',
  knownProblems:
    'Off by default. Files of requirements, lock files, local packages and versions out of variables are exempt.',
  references: ['https://docs.docker.com/build/building/best-practices/#version-pinning'],
  peers: [
    'kics:apt_get_install_pin_version_not_defined',
    'kics:unpinned_package_version_in_apk_add',
    'kics:unpinned_package_version_in_pip_install',
    'kics:npm_install_without_pinned_version',
    'kics:gem_install_without_version',
    'kics:yum_install_without_version',
    'kics:missing_version_specification_in_dnf_install',
    'kics:zypper_install_without_version',
    ...['DL3008', 'DL3013', 'DL3016', 'DL3018', 'DL3028'].map((id) => `hadolint:${id}`),
  ],
  examples: {
    bad: 'FROM alpine:3.22.1\nRUN apk add --no-cache curl\n',
    good: 'FROM alpine:3.22.1\nRUN apk add --no-cache curl=VERSION\n',
  },
  on: {
    call(call) {
      const command = packageCommandOf(call);
      const notation = command && NOTATIONS[command.manager];
      if (!notation || command.action !== 'install') return undefined;
      const unpinned = unpinnedOf(command, notation);
      const [first] = unpinned;
      return first && finding(tokenOf(call.run, first), { call, unpinned, notation });
    },
  },
  message: ({ unpinned }) => {
    const names = unpinned.slice(0, 3).map(({ plain }) => `"${plain ?? ''}"`);
    const more = unpinned.length > names.length ? ` and ${unpinned.length - names.length} more` : '';
    return `${names.join(', ')}${more} may be another version at the next build. Name the version that you tested.`;
  },
  fixes: [
    {
      kind: 'manual',
      title: 'Add the versions',
      edits: ({ call: { run }, unpinned, notation }) => {
        const { separator } = notation;
        if (separator === undefined || !unpinned.every((word) => isBare(run, word))) return undefined;
        return unpinned.map(({ range: { end } }) => ({
          document: run.instruction.document,
          range: { start: end, end },
          newText: separator + placeholder('VERSION'),
        }));
      },
    },
  ],
});

function unpinnedOf(command: PackageCommand, { pinned }: Notation): ShellWord[] {
  // The version is that of one package; which one gem itself does not say.
  const hasVersion = command.manager === 'gem' && hasOption(command, /^(?:-v|--version)/);
  if (command.manager === 'pip' && hasOption(command, /^(?:-c|--constraint(?:=.*)?)$/)) return [];
  if (command.manager === 'npm' && command.verb?.plain === 'ci') return [];
  return command.packages.slice(hasVersion ? 1 : 0).filter((word) => {
    if (isUnknown(word)) return false;
    const text = word.plain ?? '';
    return text !== '' && !LOCAL.test(text) && !pinned.test(text.replace(/^@[^/]+\//, ''));
  });
}
