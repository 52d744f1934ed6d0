import { finding } from '../../../engine/rule';
import { nextLine, lineStart } from '../../../document/text';
import type { Instruction } from '../instruction';
import type { Run } from '../model';
import { packageCommands, type PackageCommand } from '../packages';
import { dockerfileRule } from '../rule';
import { tokenOf } from '../shellEdits';

export default dockerfileRule({
  id: 'dockerfile/lone-package-update',
  severity: 'warning',
  preset: 'recommended',
  category: 'supply-chain',
  since: '0.1.0',
  summary: 'Package index is updated in a RUN of its own',
  why: 'Docker keeps the layer for months: when the installation below changes, it works with the old index and fails with "not found", or installs versions that were withdrawn.',
  references: ['https://docs.docker.com/build/building/best-practices/#apt-get'],
  peers: ['kics:update_instruction_alone', 'checkov:CKV_DOCKER_5', 'hadolint:DL3009'],
  examples: {
    bad: 'FROM debian:12.11\nRUN apt-get update\nRUN apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
    good: 'FROM debian:12.11\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
  },
  on: {
    run(run) {
      const commands = packageCommands(run);
      const update = commands.find(
        ({ action, manager }) =>
          action === 'update' &&
          !commands.some((one) => one.manager === manager && /^(?:install|upgrade)$/.test(one.action)),
      );
      if (!update?.verb) return undefined;
      const later = nextInstall(run, update);
      // These install the newest versions by `update`, which is something of its own.
      if (/^(?:dnf|pacman)$/.test(update.manager) && !later) return undefined;
      // The scripts that a RUN starts may install.
      if (commands.length !== run.calls.length && !isQuiet(run)) return undefined;
      return finding(tokenOf(run, update.verb), { run, update, later });
    },
  },
  message: ({ update }) =>
    `Docker keeps this layer, so a later installation works with an index that may be months old. Put "${update.call.name} ${update.verb?.plain ?? ''}" into the RUN that installs.`,
  fixes: [
    {
      kind: 'review',
      title: 'Merge with the RUN that installs',
      edits: ({ run, later }) => {
        const { document, argumentsRange: range, flags, json } = run.instruction;
        const target = later?.argumentsRange;
        if (
          !range ||
          !target ||
          !isNext(run, later) ||
          flags.length > 0 ||
          json ||
          later.json ||
          later.heredocs.length > 0
        )
          return undefined;
        const text = document.text.slice(range.start, range.end);
        // More than one line, or more than `&&`, would read differently in front of other commands.
        if (/[\r\n;|#]/.test(text) || run.instruction.onbuild) return undefined;
        const start = lineStart(document.text, run.instruction.range.start);
        return [
          { document, range: { start, end: nextLine(document.text, run.instruction.range.end) }, newText: '' },
          { document, range: { start: target.start, end: target.start }, newText: `${text} && ` },
        ];
      },
    },
  ],
});

/** The next RUN of the stage that installs with the same program. */
function nextInstall({ stage, instruction }: Run, { manager }: PackageCommand): Instruction | undefined {
  return stage.runs.find(
    (other) =>
      other.instruction.range.start > instruction.range.start &&
      packageCommands(other).some((one) => one.manager === manager && one.action === 'install'),
  )?.instruction;
}

/** Everything else that the RUN starts is known to install nothing. */
function isQuiet({ calls }: Run): boolean {
  return calls.every(({ name }) => !/^(?:\.|source|eval)$|\.sh$|^install/.test(name));
}

function isNext({ stage, instruction }: Run, later: Instruction): boolean {
  const index = stage.instructions.indexOf(instruction);
  return index >= 0 && stage.instructions[index + 1] === later && later.flags.length === 0;
}
