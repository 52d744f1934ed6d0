import { finding } from '../../../engine/rule';
import { isLeftToServices } from '../building';
import { insertAbove, insertBelow } from '../edits';
import type { Stage } from '../model';
import { placeholder } from '../../../document/render';
import { dockerfileRule } from '../rule';

export default dockerfileRule({
  id: 'dockerfile/missing-healthcheck',
  severity: 'info',
  preset: 'strict',
  category: 'reliability',
  since: '0.1.0',
  crossFile: true,
  grouped: 'health check',
  summary: 'Image has no health check',
  why: 'A hung process still counts as running. Whoever runs the image has to find out by themselves how to ask whether it works.',
  knownProblems:
    'Kubernetes ignores HEALTHCHECK and has probes of its own. Nothing is said where every service of the Compose files around that builds the image has a health check. The port and path offered are a guess.',
  references: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],
  peers: ['kics:healthcheck_instruction_missing', 'checkov:CKV_DOCKER_2', 'hadolint:DL3057'],
  examples: {
    bad: 'FROM node:22.18.0-alpine\nEXPOSE 3000\nCMD ["node", "app.js"]\n',
    good: 'FROM node:22.18.0-alpine\nEXPOSE 3000\nHEALTHCHECK --start-period=30s CMD ["node", "-e", "fetch(\'http://127.0.0.1:3000/\').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]\nCMD ["node", "app.js"]\n',
  },
  on: {
    file({ finalStage }, { surroundings }) {
      if (!finalStage || finalStage.last('HEALTHCHECK')) return undefined;
      if (!finalStage.ancestry.some((one) => one.own('CMD', 'ENTRYPOINT', 'EXPOSE').length > 0)) return undefined;
      const { rootImage, knownImage } = finalStage;
      if (rootImage === undefined || knownImage?.probe.kind === 'built-in') return undefined;
      if (isLeftToServices(finalStage, surroundings, ({ decidesHealth }) => decidesHealth)) return undefined;
      return finding(finalStage.from.token, { stage: finalStage }, { subject: finalStage.subject });
    },
  },
  message: () =>
    'The image has no HEALTHCHECK, so a hung process counts as running until somebody complains. Add one that asks the service itself.',
  fixes: [
    {
      kind: 'manual',
      title: 'Add a health check',
      edits: ({ stage }) => {
        const probe = probeFor(stage);
        if (!probe) return undefined;
        const line = `HEALTHCHECK --start-period=30s CMD ${probe}`;
        const start = stage.own('CMD', 'ENTRYPOINT')[0];
        return start ? insertAbove(start, [line]) : insertBelow(stage.instructions.at(-1) ?? stage.from, [line]);
      },
    },
  ],
});

/** Asks the port that the image exposes, with what the base image brings for it. */
function probeFor(stage: Stage): string | undefined {
  const exposed = stage.last('EXPOSE')?.words.find(({ text }) => /^\d+(?:\/tcp)?$/i.test(text));
  if (!exposed) return undefined;
  const url = `http://127.0.0.1:${exposed.text.replace(/\/.*/, '')}${placeholder('/')}`;
  const image = stage.rootImage ?? '';
  if (/(?:^|\/)node(?::|$)/.test(image))
    return `["node", "-e", "fetch('${url}').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]`;
  if (/(?:^|\/)python(?::|$)/.test(image))
    return `["python", "-c", "import urllib.request; urllib.request.urlopen('${url}', timeout=3)"]`;
  // BusyBox brings a wget; what else is inside is not known.
  return /(?:^|\/)alpine(?::|$)|-alpine/.test(image) ? `["wget", "-q", "-O", "/dev/null", "${url}"]` : undefined;
}
