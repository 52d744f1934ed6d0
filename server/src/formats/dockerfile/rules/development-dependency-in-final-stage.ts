import { resolvePath } from '../../../engine/paths';
import type { Surroundings } from '../../../engine/surroundings';
import { finding, type Report } from '../../../engine/rule';
import type { ShellWord } from '../../../shell';
import type { Call, Run, Stage } from '../model';
import { hasOption, packageCommands, type PackageCommand } from '../packages';
import { dockerfileRule } from '../rule';
import { addWord, tokenOf } from '../shellEdits';
import { buildInFinalImage, isBuild } from '../builds';

export default dockerfileRule({
  id: 'dockerfile/development-dependency-in-final-stage',
  severity: 'info',
  preset: 'recommended',
  category: 'supply-chain',
  since: '0.1.0',
  crossFile: true,
  summary: 'Dependencies for development are shipped',
  why: 'Test runners and bundlers are most of node_modules: a larger image, and warnings about holes in packages that never run.',
  knownProblems:
    'Where the same image also builds, they are needed: that is the matter of dockerfile/missing-multi-stage-build. What a stage copies from another one is not looked at.',
  references: ['https://docs.npmjs.com/cli/commands/npm-install#omit'],
  examples: {
    bad: 'FROM node:22.18.0-slim\nCOPY package*.json ./\nRUN npm ci\nCMD ["node", "app.js"]\n',
    good: 'FROM node:22.18.0-slim\nCOPY package*.json ./\nRUN npm ci --omit=dev\nCMD ["node", "app.js"]\n',
  },
  on: {
    file({ finalStage }, { surroundings }) {
      if (!finalStage || finalStage.ancestry.every((one) => one.own('CMD', 'ENTRYPOINT').length === 0))
        return undefined;
      if (buildInFinalImage(finalStage) || isForDevelopment(finalStage)) return undefined;
      const reports = finalStage.ancestry.flatMap(({ runs }) =>
        runs.flatMap((run) =>
          run.instruction.onbuild || run.calls.some(isBuild) || prunes(finalStage, run) ? [] : reportsOf(run),
        ),
      );
      return reports.length > 0 && hasNoneToLeaveOut(finalStage, surroundings) ? [] : reports;
    },
  },
  message: ({ command: { call, verb } }) =>
    `"${call.name} ${verb.plain ?? ''}" installs what only developers need, and the image ships it. Leave it out: ${optionOf(call.name)}.`,
  fixes: [
    {
      kind: 'review',
      title: ({ command: { call } }) => `Add ${optionOf(call.name)}`,
      edits: ({ run, command: { call, verb } }) => addWord(run, verb, optionOf(call.name)),
    },
  ],
});

function reportsOf(run: Run): Report<{ readonly run: Run; readonly command: Installation }>[] {
  return packageCommands(run).flatMap((command) => {
    const { verb, manager } = command;
    if (!verb || command.action !== 'install' || !/^(?:npm|yarn|pnpm)$/.test(manager) || command.packages.length > 0)
      return [];
    if (leavesOut(command) || isProduction(run, command)) return [];
    return finding(tokenOf(run, verb), { run, command: { call: command.call, verb } });
  });
}

/** The manifest beside the Dockerfile names nothing that only developers need. */
function hasNoneToLeaveOut({ file }: Stage, { text }: Surroundings): boolean {
  const manifest = text(resolvePath(file.path.slice(0, file.path.lastIndexOf('/')), 'package.json'));
  return manifest !== undefined && !/"devDependencies"\s*:\s*\{\s*"/.test(manifest);
}

function optionOf(manager: string): string {
  return manager === 'npm' ? '--omit=dev' : manager === 'pnpm' ? '--prod' : '--production';
}

interface Installation {
  readonly call: Call;
  readonly verb: ShellWord;
}

function leavesOut(command: PackageCommand): boolean {
  return hasOption(
    command,
    /^(?:--omit=dev|dev|--only=prod(?:uction)?|--production(?:=true)?|--prod|-P|--no-dev|-g|--global|--frozen-lockfile=false)$/,
  );
}

function isProduction({ stage, instruction }: Run, { call }: PackageCommand): boolean {
  const assigned = call.command.assignments.find(({ name }) => name === 'NODE_ENV')?.value?.plain;
  const value = assigned ?? stage.environmentAt(instruction).get('NODE_ENV');
  const argument = stage.own('ARG').some(({ properties }) => properties.some(({ name }) => name === 'NODE_ENV'));
  return value !== undefined ? value !== 'development' : argument;
}

/** A command for people at work: `npm run dev`, `nodemon`. */
function isForDevelopment(stage: Stage): boolean {
  const words = ['ENTRYPOINT', 'CMD'].flatMap((keyword) => stage.last(keyword)?.words ?? []);
  return (
    words.some(({ text }) =>
      /^(?:dev|start:dev|serve|watch|test|nodemon|vite|ts-node|tsx|ng|react-scripts)(?::|$)/.test(text),
    ) || /dev|test/.test(stage.name?.text ?? '')
  );
}

/** `npm prune --omit=dev` afterwards takes them away, though not out of the layer. */
function prunes({ ancestry }: Stage, run: Run): boolean {
  return ancestry.some(({ runs }) =>
    runs.some(
      (other) =>
        other.calls.some(({ name, args }) => name === 'npm' && args[0]?.plain === 'prune') &&
        other.instruction.range.start >= run.instruction.range.start,
    ),
  );
}
