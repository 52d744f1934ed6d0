import { finding } from '../../../engine/rule';
import { resolvePath } from '../../../engine/paths';
import { replace } from '../edits';
import { hasOption, packageCommandOf } from '../packages';
import { dockerfileRule } from '../rule';
import { isBare, tokenOf } from '../shellEdits';

const LOCK = /(?:^|\/)(?:package-lock|npm-shrinkwrap)\.json$/;
/** A pattern, or a whole folder, that takes a lock file along where there is one. */
const MAY_BE_LOCK = /(?:^|\/)package[\w-]*\*[\w.-]*(?:json)?$|^\.?\/?$|\*\.json$/;

export default dockerfileRule({
  id: 'dockerfile/npm-install-instead-of-ci',
  severity: 'info',
  preset: 'recommended',
  category: 'supply-chain',
  since: '0.1.0',
  crossFile: true,
  summary: 'npm install may change what the lock file says',
  why: '`npm install` rewrites the lock file where it does not fit: two builds of one commit may differ. `npm ci` installs exactly what is locked, or stops.',
  references: ['https://docs.npmjs.com/cli/commands/npm-ci'],
  examples: {
    bad: 'FROM node:22.18.0\nCOPY package.json package-lock.json ./\nRUN npm install\n',
    good: 'FROM node:22.18.0\nCOPY package.json package-lock.json ./\nRUN npm ci\n',
  },
  on: {
    call(call, { surroundings }) {
      const command = packageCommandOf(call);
      const { verb } = command ?? {};
      if (command?.manager !== 'npm' || !verb || !/^(?:install|i)$/.test(verb.plain ?? '')) return undefined;
      if (
        command.packages.length > 0 ||
        hasOption(command, /^(?:-g|--global|--location=global|--no-package-lock|--package-lock-only|--no-save)$/)
      )
        return undefined;
      const { stage, instruction } = call.run;
      const sources = stage.ancestry
        .flatMap((one) => one.own('COPY', 'ADD'))
        .filter((copy) => !copy.flag('from') && copy.range.start < instruction.range.start)
        .flatMap((copy) => copy.words.slice(0, -1));
      const folder = stage.file.path.slice(0, stage.file.path.lastIndexOf('/'));
      const isLocked =
        sources.some(({ text }) => LOCK.test(text)) ||
        (sources.some(({ text }) => MAY_BE_LOCK.test(text)) &&
          surroundings.text(resolvePath(folder, 'package-lock.json')) !== undefined);
      return isLocked ? finding(tokenOf(call.run, verb), { call, verb }) : undefined;
    },
  },
  message: () => 'npm install may change what the lock file says, so two builds of one commit may differ. Use npm ci.',
  fixes: [
    {
      kind: 'review',
      title: 'Use npm ci',
      edits: ({ call: { run }, verb }) => (isBare(run, verb) ? replace(tokenOf(run, verb), 'ci') : undefined),
    },
  ],
});
