import { finding } from '../../../engine/rule';
import { BUILD_PACKAGE, buildInFinalImage, removesPackages } from '../builds';
import { packageCommands } from '../packages';
import { dockerfileRule } from '../rule';
import { tokenOf } from '../shellEdits';

export default dockerfileRule({
  id: 'dockerfile/build-tool-in-final-stage',
  severity: 'info',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Image that is run holds tools to build with',
  why: 'A compiler is the first thing whoever breaks in needs, and it has to be patched for as long as the image lives.',
  knownProblems:
    'A RUN that removes packages again is taken for one that cleans up behind itself. Where the Dockerfile builds in its only stage, dockerfile/missing-multi-stage-build says so instead.',
  references: ['https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages'],
  examples: {
    bad: 'FROM python:3.13.7-slim\nRUN apt-get update && apt-get install -y build-essential && pip install -r requirements.txt && rm -rf /var/lib/apt/lists/*\nCMD ["python", "app.py"]\n',
    good: 'FROM python:3.13.7-slim\nRUN pip install -r requirements.txt\nCMD ["python", "app.py"]\n',
  },
  on: {
    file({ finalStage }) {
      if (!finalStage || finalStage.ancestry.every((one) => one.own('CMD', 'ENTRYPOINT').length === 0))
        return undefined;
      if (buildInFinalImage(finalStage)) return undefined;
      for (const { runs } of finalStage.ancestry)
        for (const run of runs) {
          if (run.instruction.onbuild || removesPackages(run)) continue;
          const tools = packageCommands(run).flatMap(({ action, packages }) =>
            action === 'install' ? packages.filter(({ plain }) => BUILD_PACKAGE.test(plain ?? '')) : [],
          );
          const [first] = tools;
          if (first) return finding(tokenOf(run, first), { names: tools.map(({ plain }) => plain ?? '') });
        }
      const { image, rootImage } = finalStage;
      const isKit = /\/sdk[:@]|^mcr\.microsoft\.com\/dotnet\/sdk\b|:[\w.-]*\bjdk\b|^maven:|^gradle:/.test(
        rootImage ?? '',
      );
      return image && isKit ? finding(image, { names: [rootImage ?? ''] }) : undefined;
    },
  },
  message: ({ names }) =>
    names.length > 1
      ? `${names.slice(0, 3).join(', ')} are for building, and are shipped with what runs. Build in a stage of its own, or remove them in the same RUN.`
      : `${names[0] ?? ''} is for building, and is shipped with what runs. Build in a stage of its own, or remove it in the same RUN.`,
});
