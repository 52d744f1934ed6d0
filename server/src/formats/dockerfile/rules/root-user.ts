import { finding } from '../../../engine/rule';
import { deleteInstruction, replace } from '../edits';
import { dockerfileRule } from '../rule';
import { basesUser, dropsPrivileges, isRoot } from '../users';

export default dockerfileRule({
  id: 'dockerfile/root-user',
  severity: 'warning',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  crossFile: true,
  summary: 'Last USER of the image is root',
  why: 'What the image starts is root: a hole in it is a hole in the host, and files it writes to a mount belong to root.',
  knownProblems:
    'Only the last USER of the last stage counts. Images whose entrypoint steps down from root by itself are exempt, and those that start cron or supervisord.',
  references: ['https://docs.docker.com/build/building/best-practices/#user'],
  peers: ['kics:last_user_is_root', 'checkov:CKV_DOCKER_8', 'hadolint:DL3002', 'semgrep:last-user-is-root'],
  examples: {
    bad: 'FROM node:22.18.0\nUSER node\nUSER root\nRUN npm install --global npm@11.5.2\nCMD ["node"]\n',
    good: 'FROM node:22.18.0\nUSER node\nUSER node\nRUN npm install --global npm@11.5.2\nCMD ["node"]\n',
  },
  on: {
    file({ finalStage }, { surroundings }) {
      const last = finalStage?.last('USER');
      const user = last?.words[0];
      if (!finalStage || !user || !isRoot(user) || dropsPrivileges(finalStage, surroundings)) return undefined;
      const before = finalStage.ancestry
        .toReversed()
        .flatMap((stage) => stage.own('USER'))
        .filter((one) => one !== last && one.words[0] && !isRoot(one.words[0]));
      return finding(user, { stage: finalStage, last, user, earlier: before.at(-1)?.words[0] });
    },
  },
  message: ({ user }) =>
    `The image ends as USER ${user.text}, so what it starts is root and a hole in it is a hole in the host. Switch back to an ordinary user.`,
  fixes: [
    {
      kind: 'review',
      title: ({ earlier }) => (earlier ? `Switch back to ${earlier.text}` : 'Run as the user of the base image'),
      edits: ({ stage, last, user, earlier }) => {
        if (earlier) return replace(user, earlier.text);
        return basesUser(stage) === 'other' && !stage.knownImage?.user.dropsPrivileges
          ? deleteInstruction(last)
          : undefined;
      },
    },
  ],
});
