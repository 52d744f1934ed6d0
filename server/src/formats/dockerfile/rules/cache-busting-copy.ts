import { nextLine, lineStart } from '../../../document/text';
import { finding } from '../../../engine/rule';
import { insertAbove } from '../edits';
import { wholeContext } from '../copies';
import type { Run } from '../model';
import { packageCommands } from '../packages';
import { dockerfileRule } from '../rule';

export default dockerfileRule({
  id: 'dockerfile/cache-busting-copy',
  severity: 'info',
  preset: 'recommended',
  category: 'maintenance',
  since: '0.1.0',
  summary: 'Every change installs all dependencies again',
  why: 'The layer with the dependencies is built anew whenever anything that was copied above it changes: minutes for each build, and a fix in a hurry waits for a package registry.',
  knownProblems:
    'Installations that need the sources, for scripts of their own or packages in the same repository, have to stay where they are.',
  references: ['https://docs.docker.com/build/cache/optimize/#order-your-layers'],
  examples: {
    bad: 'FROM node:22.18.0\nWORKDIR /app\nCOPY . .\nRUN npm ci\n',
    good: 'FROM node:22.18.0\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\n',
  },
  on: {
    stage(stage) {
      const copy = stage.own('COPY', 'ADD').find((one) => wholeContext(one));
      const source = copy && wholeContext(copy);
      if (!copy || !source) return undefined;
      const installs = stage.runs.flatMap((run) => {
        const manifests = run.instruction.onbuild ? undefined : manifestsOf(run);
        return manifests ? [{ run, manifests }] : [];
      });
      const first = installs[0];
      // What is installed above the COPY stays in the cache.
      if (!first || first.run.instruction.range.start < copy.range.start) return undefined;
      return finding(source, { stage, copy, ...first });
    },
  },
  message: ({ manifests }) =>
    `Any change of any file installs all dependencies again. Copy ${manifests.join(' and ')} first, install, then copy the rest.`,
  fixes: [
    {
      kind: 'review',
      title: 'Install before everything else is copied',
      edits: ({ stage, copy, run: { instruction, calls }, manifests }) => {
        const isNext = stage.instructions[stage.instructions.indexOf(copy) + 1] === instruction;
        const target = copy.words.at(-1);
        // A RUN that does more may need the sources.
        if (
          !isNext ||
          calls.length > 1 ||
          !target ||
          copy.json ||
          copy.words.length !== 2 ||
          instruction.heredocs.length > 0
        )
          return undefined;
        const { document, range } = instruction;
        const run = document.text.slice(range.start, range.end);
        if (/[\r\n]/.test(run)) return undefined;
        const folder = target.raw.endsWith('/') ? target.raw : target.raw === '.' ? './' : `${target.raw}/`;
        const above = insertAbove(copy, [`COPY ${manifests.join(' ')} ${folder}`, run]);
        const start = lineStart(document.text, range.start);
        return (
          above && [...above, { document, range: { start, end: nextLine(document.text, range.end) }, newText: '' }]
        );
      },
    },
  ],
});

/** The files that an installation goes by; undefined for a RUN that installs no dependencies of a project. */
function manifestsOf(run: Run): readonly string[] | undefined {
  for (const { manager, action, packages, options, verb } of packageCommands(run)) {
    if (action !== 'install' || packages.length > 0) continue;
    if (manager === 'npm')
      return options.some(({ plain }) => /^(?:-g|--global|--prefix.*)$/.test(plain ?? ''))
        ? undefined
        : ['package*.json'];
    if (manager === 'yarn') return verb?.plain === 'add' ? undefined : ['package.json', 'yarn.lock'];
    if (manager === 'pnpm') return ['package.json', 'pnpm-lock.yaml'];
    const file = options[options.findIndex(({ plain }) => /^(?:-r|--requirement)$/.test(plain ?? '')) + 1]?.plain;
    if (manager === 'pip' && file && /^[\w.-]+\.txt$/.test(file)) return [file];
  }
  const isGo = run.calls.some(
    ({ name, args }) => name === 'go' && args[0]?.plain === 'mod' && args[1]?.plain === 'download',
  );
  return isGo ? ['go.mod', 'go.sum'] : undefined;
}
