import { lower, type Severity } from '../../../engine/rule';
import type { ShellCall } from '../../../shell';
import type { ComposeService } from '../model';
import { serviceMounts } from '../mounts';
import { composeRule } from '../rule';
import { findingIn, placeOf, scriptsOf } from '../scripts';

/** Programs that install packages, with the word that makes them do it. */
const INSTALLERS: Readonly<Record<string, RegExp>> = {
  apt: /^install$/,
  'apt-get': /^install$/,
  apk: /^add$/,
  yum: /^install$/,
  dnf: /^install$/,
  microdnf: /^install$/,
  zypper: /^(?:install|in)$/,
  pip: /^install$/,
  pip3: /^install$/,
  npm: /^(?:install|i|ci|add)$/,
  pnpm: /^(?:install|i|add)$/,
  yarn: /^(?:install|add)$/,
  gem: /^install$/,
  bundle: /^install$/,
  composer: /^install$/,
};

/** What the project itself declares is installed beside its source, as one does while developing. */
const OF_THE_PROJECT = /^(?:npm|pnpm|yarn|bundle|composer)$/;

export default composeRule({
  id: 'compose/runtime-package-install',
  severity: 'warning',
  preset: 'recommended',
  category: 'supply-chain',
  since: '0.1.0',
  crossFile: true,
  summary: 'Packages are installed when the container starts',
  why: 'Every start needs the network and gets what is newest that minute: at 3 a.m. the container comes back slowly, with other versions, or not at all.',
  knownProblems: 'Commands and mounted scripts are read; what an entrypoint of the image installs is not seen.',
  references: ['https://docs.docker.com/build/building/best-practices/'],
  examples: {
    bad: 'services:\n  job:\n    image: alpine:3.22\n    command: sh -c "apk add curl && crond -f"\n',
    good: 'services:\n  job:\n    build: .\n    command: crond -f\n',
  },
  on: {
    runner(service, { surroundings, severity }) {
      if (!service.hasContainer) return undefined;
      return scriptsOf(service, surroundings).flatMap((script) =>
        script.shell.commands.flatMap(({ call }) => {
          if (!call || !installs(call)) return [];
          const { name, word } = call;
          const judged = severityOf(service, name, severity);
          const data = { service, name, where: placeOf(script, word.range) };
          return findingIn(script, word.range, data, { severity: judged });
        }),
      );
    },
  },
  message: ({ service, name, where }) =>
    `"${service.name}" installs packages with ${name} whenever it starts${where}: without network it does not come back, and each start may bring other versions. Install them in an image.`,
});

function installs({ name, args, isElsewhere }: ShellCall): boolean {
  const words = args.map(({ unquoted }) => unquoted);
  if (isElsewhere) return false;
  if (/^python3?$/.test(name)) return words[0] === '-m' && words[1] === 'pip' && words[2] === 'install';
  if (name === 'yarn' && words.length === 0) return true;
  const action = Object.hasOwn(INSTALLERS, name) ? INSTALLERS[name] : undefined;
  // A global option or two may stand in front: `apt-get -y install`.
  return action !== undefined && words.slice(0, 4).some((word) => action.test(word)) && !words.includes('--dry-run');
}

function severityOf(service: ComposeService, name: string, severity: Severity): Severity {
  const hasSource = serviceMounts(service).some(
    ({ kind, source }) => kind === 'bind' && /^\.{1,2}(?:\/|$)/.test(source?.text ?? ''),
  );
  return service.lenient(OF_THE_PROJECT.test(name) && hasSource ? lower(severity) : severity);
}
