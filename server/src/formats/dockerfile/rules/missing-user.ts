import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { isLeftToServices } from '../building';
import { insertAbove, insertBelow } from '../edits';
import type { Stage } from '../model';
import { dockerfileRule } from '../rule';
import { basesUser, dropsPrivileges } from '../users';

export default dockerfileRule({
  id: 'dockerfile/missing-user',
  severity: 'warning',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  crossFile: true,
  grouped: 'user',
  summary: 'Image runs as root',
  why: 'Without USER every process of the image is root: a hole in it is a hole in the host, and files it writes to a mount belong to root.',
  knownProblems:
    'Where nothing is known about the base image, it is an information under the preset `strict`. Images that start nothing (no CMD, ENTRYPOINT or EXPOSE in the Dockerfile) are left alone, and so are those whose entrypoint steps down from root by itself, and those that run as somebody else in every service of the Compose files around that builds them. The number offered needs no account, but the files it writes must belong to it.',
  references: ['https://docs.docker.com/build/building/best-practices/#user'],
  peers: [
    'kics:missing_user_instruction',
    'checkov:CKV_DOCKER_3',
    'semgrep:missing-user',
    'semgrep:missing-user-entrypoint',
    'cis:4.1',
  ],
  examples: {
    bad: 'FROM python:3.13.7-slim\nCOPY app /app\nCMD ["python", "/app/main.py"]\n',
    good: 'FROM python:3.13.7-slim\nCOPY app /app\nUSER 10001:10001\nCMD ["python", "/app/main.py"]\n',
  },
  on: {
    file({ finalStage }, { surroundings }) {
      if (!finalStage || !startsSomething(finalStage) || finalStage.rootImage === 'scratch') return undefined;
      const user = basesUser(finalStage);
      if (finalStage.last('USER') || user === 'other' || finalStage.rootImage === undefined) return undefined;
      if (dropsPrivileges(finalStage, surroundings)) return undefined;
      if (isLeftToServices(finalStage, surroundings, (service) => service.user === 'other')) return undefined;
      const data = { stage: finalStage, image: user === 'root' ? undefined : finalStage.rootImage };
      // The image that it begins with may say something else.
      const more = {
        ...finalStage.file.inOperation,
        ...(user === 'root' && !finalStage.isForDevelopment ? {} : ({ preset: 'strict', severity: 'info' } as const)),
      };
      return finding(finalStage.from.token, data, { subject: finalStage.subject, ...more });
    },
  },
  message: ({ image }) =>
    image === undefined
      ? 'The image runs as root, so a hole in it is a hole in the host. Add USER in front of CMD or ENTRYPOINT.'
      : `The image runs as root unless "${image}" says something else: then a hole in it is a hole in the host. Add USER in front of CMD or ENTRYPOINT.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Add USER',
      edits: ({ stage }) => {
        const start = stage.own('CMD', 'ENTRYPOINT')[0];
        const line = `USER ${placeholder('10001:10001')}`;
        const last = stage.instructions.filter(({ onbuild }) => !onbuild).at(-1) ?? stage.from;
        return start ? insertAbove(start, [line]) : insertBelow(last, [line]);
      },
    },
  ],
});

function startsSomething(stage: Stage): boolean {
  return stage.ancestry.some((one) => one.own('CMD', 'ENTRYPOINT', 'EXPOSE').length > 0);
}
