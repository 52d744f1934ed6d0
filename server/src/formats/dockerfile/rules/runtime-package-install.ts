import { finding } from '../../../engine/rule';
import { parseShell } from '../../../shell';
import { Run } from '../model';
import { installs } from '../packages';
import { dockerfileRule } from '../rule';
import { tokenOf } from '../shellEdits';
import { startScript } from '../users';

export default dockerfileRule({
  id: 'dockerfile/runtime-package-install',
  severity: 'warning',
  preset: 'recommended',
  category: 'supply-chain',
  since: '0.1.0',
  crossFile: true,
  summary: 'Packages are installed when the container starts',
  why: 'Every start needs the net and a package server that answers: at three in the morning the service does not come back because a mirror is down, or it comes back with other versions.',
  knownProblems: 'Only scripts that COPY takes from beside the Dockerfile are read.',
  references: ['https://docs.docker.com/build/building/best-practices/#create-ephemeral-containers'],
  examples: {
    bad: 'FROM alpine:3.22.1\nCMD ["sh", "-c", "apk add --no-cache curl && exec /app"]\n',
    good: 'FROM alpine:3.22.1\nRUN apk add --no-cache curl\nCMD ["/app"]\n',
  },
  on: {
    file({ finalStage }, { surroundings }) {
      if (!finalStage) return undefined;
      for (const keyword of ['ENTRYPOINT', 'CMD']) {
        const instruction = finalStage.last(keyword);
        const run = instruction && new Run(finalStage, instruction);
        const call = run?.calls.find(installs);
        if (run && call) return finding(tokenOf(run, call.word), { name: call.name, script: undefined });
      }
      const script = startScript(finalStage, surroundings.text);
      const instruction = finalStage.last('ENTRYPOINT') ?? finalStage.last('CMD');
      const call =
        script === undefined
          ? undefined
          : parseShell(script)
              .commands.map((command) => command.call)
              .find((one) => one && installs(one));
      return instruction && call
        ? finding(instruction.token, { name: call.name, script: instruction.words[0]?.text })
        : undefined;
    },
  },
  message: ({ name, script }) =>
    `${script === undefined ? 'The container' : `"${script}"`} installs packages with ${name} at every start, so it does not start when the package server is away. Install them in a RUN.`,
});
