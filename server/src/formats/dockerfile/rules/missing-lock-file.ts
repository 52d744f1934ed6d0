import type { Edits } from '../../../document/edit';
import { nameOf } from '../../../engine/paths';
import { finding } from '../../../engine/rule';
import { replace } from '../edits';
import { lackOf, type MissingLock } from '../missingLocks';
import { dockerfileRule } from '../rule';
import { isBare, tokenOf } from '../shellEdits';

export default dockerfileRule({
  id: 'dockerfile/missing-lock-file',
  severity: 'info',
  preset: 'strict',
  category: 'supply-chain',
  since: '0.1.0',
  crossFile: true,
  summary: 'Dependencies are installed without a lock file',
  why: 'Without a lock file every build takes the newest versions of that day, down to the dependencies of dependencies: the image that worked cannot be built again.',
  knownProblems:
    'Looked for where COPY and bind mounts take the manifest from; the build context is what the services around name, or else the folder of the Dockerfile. Files of other stages, addresses and archives are not looked into. For pip, a requirements file counts as locked when each package in it has an exact version.',
  references: [
    'https://docs.npmjs.com/cli/commands/npm-ci',
    'https://pip.pypa.io/en/stable/topics/repeatable-installs/',
    'https://bundler.io/man/bundle-install.1.html',
  ],
  examples: {
    bad: 'FROM node:22.18.0\nWORKDIR /app\nCOPY package.json ./\nRUN npm install\n',
    good: 'FROM node:22.18.0\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\n',
    files: { 'package.json': '{ "dependencies": { "fastify": "^5.6.0" } }\n', 'package-lock.json': '{}\n' },
  },
  on: {
    call(call, { surroundings }) {
      const { run } = call;
      const lack = run.instruction.onbuild ? undefined : lackOf(call, surroundings);
      if (!lack) return undefined;
      const word = lack.reason === 'loose' ? lack.word : lack.install.word;
      return finding(tokenOf(run, word), { lack }, run.stage.file.inOperation);
    },
  },
  message: ({ lack }) => {
    if (lack.reason === 'loose')
      return `${lack.file} gives "${lack.name}" no exact version, so two builds of one commit may differ. Pin every package in it, as pip-compile does, or pass a constraints file.`;
    const { lock, install, reason } = lack;
    const { frozen, manifest } = install.kind;
    const use = frozen === install.word.plain ? '' : `, and use "${install.call.name} ${frozen}"`;
    switch (reason) {
      case 'absent':
        return `There is no ${lock} in the build context, so two builds of one commit may differ. Commit it and copy it in front of this${use}.`;
      case 'ignored':
        return `.dockerignore keeps ${lock} out of the build, so two builds of one commit may differ. Let it in${use}.`;
      case 'not copied':
        return `${lock} is not copied in front of this, so two builds of one commit may differ. Copy it along with ${manifest}${use}.`;
    }
  },
  fixes: [
    {
      kind: 'manual',
      title: 'Copy the lock file and install what it says',
      edits: ({ lack }) => (lack.reason === 'not copied' ? copyLock(lack) : undefined),
    },
  ],
});

/** Only where the manifest is copied under its own name into a folder. */
function copyLock({ install: { call, kind, word }, manifest: { copy }, lock }: MissingLock): Edits {
  const { run, command } = call;
  const source = copy?.source.raw ?? '';
  const target = copy?.instruction.words.at(-1)?.raw ?? '';
  if (!copy || copy.instruction.json || nameOf(source) !== kind.manifest || !/(?:^\.|\/)$/.test(target))
    return undefined;
  const { document, range } = copy.source;
  const beside = source.slice(0, source.length - kind.manifest.length);
  const added = { document, range: { start: range.end, end: range.end }, newText: ` ${beside}${lock}` };
  const written = document.text.slice(command.range.start, command.range.end);
  if (kind.frozen === word.plain || /--(?:frozen-lockfile|immutable)\b/.test(written)) return [added];
  if (run.instruction.json || !isBare(run, word)) return undefined;
  const frozen = word === call.word ? `${call.name} ${kind.frozen}` : kind.frozen;
  return [added, ...(replace(tokenOf(run, word), frozen) ?? [])];
}
