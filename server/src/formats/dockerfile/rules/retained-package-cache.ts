import { finding } from '../../../engine/rule';
import type { Edits } from '../../../document/edit';
import { hasOption, packageCommands, type Manager, type PackageCommand } from '../packages';
import type { Run, Stage } from '../model';
import { CACHES, type Cache } from '../packageCaches';
import { dockerfileRule } from '../rule';
import { addCommand, addWord, tokenOf } from '../shellEdits';

export default dockerfileRule({
  id: 'dockerfile/retained-package-cache',
  severity: 'info',
  preset: 'recommended',
  category: 'supply-chain',
  since: '0.1.0',
  summary: 'Cache of the package manager stays in the image',
  why: 'What one RUN leaves behind stays in its layer for ever, whatever a later RUN deletes: larger images, slower pulls, outdated indexes that later installations believe.',
  knownProblems:
    'Stages that nothing of the last one is built on are hints: their layers are thrown away. So are installations by apt from lists of an earlier RUN. `apt-get clean` empties another folder than that of the indexes.',
  references: [
    'https://docs.docker.com/build/building/best-practices/#apt-get',
    'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
  ],
  peers: [
    'kics:apt_get_install_lists_were_not_deleted',
    'kics:apk_add_using_local_cache_path',
    'kics:pip_install_keeping_cached_packages',
    'kics:yum_clean_all_missing',
    'kics:missing_dnf_clean_all',
    'kics:missing_zypper_clean',
    'kics:run_yarn_clean_after_yarn_install',
    ...['DL3009', 'DL3019', 'DL3032', 'DL3036', 'DL3040', 'DL3042', 'DL3060'].map((id) => `hadolint:${id}`),
    'semgrep:missing-apk-no-cache',
    'semgrep:missing-pip-no-cache-dir',
    'semgrep:missing-zypper-clean',
    'semgrep:missing-dnf-clean-all',
    'semgrep:remove-package-lists',
  ],
  examples: {
    bad: 'FROM debian:12.11\nRUN apt-get update && apt-get install -y curl\n',
    good: 'FROM debian:12.11\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
  },
  on: {
    run(run) {
      const commands = packageCommands(run);
      const kept = commands.filter((command) => command.action === 'install' && keepsCache(run, command, commands));
      const { stage } = run;
      const isThrownAway = stage.isForDevelopment || !stage.file.finalStage?.ancestry.includes(stage);
      return kept.flatMap((command) => {
        const cache = CACHES[command.manager];
        // One clean-up at the end does for all; an option is needed at each.
        const isFirst = firstOf(run, kept, command.manager) === command;
        if (!cache || (!cache.isOption && !isFirst)) return [];
        const token = tokenOf(run, command.verb ?? command.call.word);
        const isFetched = command.manager !== 'apt' || listsFetchedAt(run) !== undefined;
        const isMinor = isThrownAway || !isFetched;
        const data = { run, command, cache, isFetched };
        return finding(token, data, isMinor ? { severity: 'hint', preset: 'strict' } : {});
      });
    },
  },
  message: ({ command, cache, isFetched }) =>
    isFetched
      ? `What ${command.manager === 'pip' ? 'pip' : command.call.name} downloads for this stays in the layer, whatever a later RUN deletes. Add \`${remedyOf(command, cache)}\`${cache.isOption ? '' : ' to this RUN'}.`
      : 'This installs from lists that an earlier layer keeps, and nothing can delete them there. Fetch them, install and delete them in one RUN.',
  fixes: [
    {
      kind: 'review',
      title: ({ command, cache }) => `Add ${remedyOf(command, cache)}`,
      edits: ({ run, command, cache, isFetched }): Edits => {
        if (!isFetched) return undefined;
        if (cache.isOption) return command.verb && addWord(run, command.verb, cache.remedy);
        return command.manager === 'apt' && needsListsLater(run)
          ? undefined
          : addCommand(run, remedyOf(command, cache));
      },
    },
  ],
});

function remedyOf({ manager, call }: PackageCommand, { remedy }: Cache): string {
  return manager === 'dnf' || manager === 'zypper' ? `${call.name} ${remedy}` : remedy;
}

/** What a finding stands on: for apt an installation from lists that this RUN fetches, if there is one. */
function firstOf(run: Run, kept: readonly PackageCommand[], manager: Manager): PackageCommand | undefined {
  const candidates = kept.filter((one) => one.manager === manager);
  const fetchedAt = manager === 'apt' ? (listsFetchedAt(run) ?? 0) : 0;
  return candidates.find(({ call }) => call.word.range.start > fetchedAt) ?? candidates[0];
}

/** Base images keep apt from keeping packages, so that only the lists of an update stay; `add-apt-repository` updates too. */
function listsFetchedAt(run: Run): number | undefined {
  const update = packageCommands(run).find(({ manager, action }) => manager === 'apt' && action === 'update')?.call;
  const call = update ?? run.calls.find(({ name }) => /^(?:add-apt-repository|apt-add-repository)$/.test(name));
  return call?.word.range.start;
}

function keepsCache(run: Run, command: PackageCommand, commands: readonly PackageCommand[]): boolean {
  const cache = CACHES[command.manager];
  if (!cache || cache.folders.some((folder) => run.mountsOver(folder))) return false;
  if (cache.option && hasOption(command, cache.option)) return false;
  if (cache.variable !== undefined && isSet(run, command, cache.variable)) return false;
  if (command.manager === 'yarn' && run.mounts.some((mount) => mount.includes('yarn'))) return false;
  const isCleaned = commands.some(({ manager, action }) => manager === command.manager && action === 'clean');
  if (isCleaned && command.manager !== 'apt') return false;
  return !run.calls.some(
    ({ name, args }) =>
      (name === 'rm' || (name === 'find' && args.some(({ plain }) => plain === '-delete'))) &&
      args.some((arg) => cache.removal.test(arg.value().replace(/\/$/, ''))),
  );
}

function isSet({ stage, instruction }: Run, { call }: PackageCommand, variable: string): boolean {
  const isAssigned = call.command.assignments.some(({ name }) => name === variable);
  const isExported = instruction.shell?.commands.some(({ assignments }) =>
    assignments.some(({ name }) => name === variable),
  );
  const isArgument = stage.own('ARG').some(({ properties }) => properties.some(({ name }) => name === variable));
  return isAssigned || isExported === true || isArgument || stage.environmentAt(instruction).has(variable);
}

/** Whether a later RUN, here or in a stage that begins with this one, installs from the indexes that this one leaves. */
function needsListsLater(run: Run): boolean {
  const heirs = run.stage.file.stages.filter(({ ancestry }) => ancestry.includes(run.stage));
  return heirs.some((stage: Stage) =>
    stage.runs.some((other) => {
      if (other.instruction.range.start <= run.instruction.range.start) return false;
      const commands = packageCommands(other).filter(({ manager }) => manager === 'apt');
      return commands.some(({ action }) => action === 'install') && !commands.some(({ action }) => action === 'update');
    }),
  );
}
