import { replaceScalar } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { parseShell } from '../../../shell';
import { commandLineOf } from '../commandLine';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';

/** The last command of a job that changes a database or a store once and ends. */
const JOB =
  /^(?:exec )?(?:\S*\/)?(?:alembic upgrade|(?:npx |pnpm |yarn )?(?:prisma (?:migrate (?:deploy|reset)|db (?:push|seed))|knex migrate:latest|knex seed:run|sequelize(?:-cli)? db:(?:migrate|seed:all))|(?:python3? )?\S*manage\.py (?:migrate|loaddata|collectstatic)\b|(?:bundle exec )?(?:rails|rake) db:(?:migrate|seed|setup)|(?:npm|pnpm|yarn) (?:run )?(?:db:)?(?:migrate|migration|migrations|seed)(?::[\w:]+)?(?: |$)|(?:flyway )?migrate$|goose \S+ (?:\S+ )?up$|mc mb\b|mc (?:anonymous|policy) set\b)/;
/** What says no more than that the work is done. */
const ENDING = /^(?:exit|echo|printf|true)$/;
/** What goes on for as long as the container lives. */
const GOES_ON = /^(?:sleep|tail|wait|crond?)$/;

export default composeRule({
  id: 'compose/restarting-job',
  severity: 'warning',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  summary: 'Job is started again and again',
  why: 'A job that ends well is restarted all the same: it migrates or seeds in an endless loop, and what waits for its completion may never start.',
  knownProblems:
    'What a job is shows in what waits for its completion, and in the last command; what a script of an image does is not seen.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#restart',
    'https://docs.docker.com/compose/how-tos/startup-order/',
  ],
  examples: {
    bad: 'services:\n  migrate:\n    image: example/api:2.1\n    command: npm run migrate\n    restart: always\n',
    good: 'services:\n  migrate:\n    image: example/api:2.1\n    command: npm run migrate\n    restart: "no"\n',
  },
  on: {
    service(service) {
      const restart = service.text('restart');
      if (!restart?.known || !/^(?:always|unless-stopped)$/.test(restart.text) || service.file.isSwarm)
        return undefined;
      const isAwaited = service.file.awaitedJobs.has(service.name);
      if (!isAwaited && !endsWithJob(service)) return undefined;
      return finding(restart.token, { service, restart, isAwaited });
    },
  },
  message: ({ service, isAwaited }) =>
    isAwaited
      ? `Others wait until "${service.name}" has completed, but it is restarted as often as it ends. Do not restart it.`
      : `"${service.name}" does its work and ends, and is then restarted to do it again, for ever. Do not restart it.`,
  fixes: [{ kind: 'review', title: 'Do not restart it', edits: ({ restart }) => replaceScalar(restart.token, 'no') }],
});

function endsWithJob(service: ComposeService): boolean {
  const words = commandLineOf(service).map(({ text }) => text);
  if (words.length === 0) return false;
  const option = words.findIndex((word) => /^-[a-z]*c$/.test(word));
  const { commands, compounds } = parseShell((option < 0 ? words : words.slice(option + 1)).join(' '));
  if (compounds.some(({ form }) => form === 'while' || form === 'until')) return false;
  const names = commands.map(({ call }) => call?.name ?? '');
  if (names.some((name) => GOES_ON.test(name))) return false;
  const last = commands.findLast((_, index) => !ENDING.test(names[index] ?? ''));
  return JOB.test(last?.words.map(({ text }) => text).join(' ') ?? '');
}
