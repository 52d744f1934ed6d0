import type { Surroundings } from '../../../engine/surroundings';
import { jobScriptsOf, toolWord, type JobScript } from '../backups/jobScripts';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';
import { findingIn, scriptsOf } from '../scripts';

/** Programs that tell somebody, or a watcher that tells somebody. */
const TELLS =
  /^(?:curl|wget|http|https|mail|mailx|sendmail|msmtp|ssmtp|mutt|apprise|ntfy|gotify|shoutrrr|telegram-send|healthchecks|runitor|slack\w*|notify\w*|alert\w*|zabbix_sender|nsca|send_nsca)$/i;
const SPEAKS =
  /healthcheck|webhook|notif|\bping|slack|telegram|discord|ntfy|gotify|smtp|mail|pushgateway|textfile|\.prom\b/i;

export default composeRule({
  id: 'compose/missing-backup-notification',
  severity: 'info',
  preset: 'recommended',
  category: 'backup',
  since: '0.1.0',
  crossFile: true,
  summary: 'Nobody is told when a backup fails',
  why: 'A backup that stopped weeks ago looks like one that works: only somebody who is told, or who misses the message of a success, finds out in time.',
  knownProblems:
    'A call of a URL, a mail, a metric, a variable that speaks of notifications and a Prometheus rule that speaks of backups count. A monitor that watches from outside is not seen.',
  references: [
    'https://healthchecks.io/docs/monitoring_cron_jobs/',
    'https://github.com/prometheus/node_exporter#textfile-collector',
  ],
  examples: {
    bad: "services:\n  db-backup:\n    image: postgres:17.6\n    command: sh -c 'pg_dump -h db shop > /backups/shop.sql'\n",
    good: "services:\n  db-backup:\n    image: example/postgres-with-curl:17.6\n    command: sh -c 'pg_dump -h db shop > /backups/shop.sql && curl -fsS https://hc.example.com/ping/shop'\n",
  },
  on: {
    runner(service, { surroundings }) {
      const [script] = jobScriptsOf(service, surroundings);
      const [dump] = script?.dumps ?? [];
      const word = dump && toolWord(dump);
      if (!script || !word || tells(service, surroundings) || isWatched(surroundings)) return undefined;
      return findingIn(script, word.range, { script, tool: dump.tool });
    },
  },
  message: ({ script, tool }) =>
    `Nobody is told when ${tool} in "${script.service.name}" fails or no longer runs. Call a URL of a watchdog after each success, or alert on the age of the newest backup.`,
});

function tells(service: ComposeService, surroundings: Surroundings): boolean {
  if (service.get('env_file') || service.environment.some(({ name }) => SPEAKS.test(name))) return true;
  if (service.variables('labels').some(({ name }) => SPEAKS.test(name))) return true;
  return scriptsOf(service, surroundings).some(speaks);
}

function speaks({ shell }: Pick<JobScript, 'shell'>): boolean {
  return shell.commands.some(({ call, words, redirections }) => {
    if (call && TELLS.test(call.name)) return true;
    const files = redirections.flatMap(({ target }) => target ?? []);
    return [...words.slice(0, 1), ...files].some(({ text }) => SPEAKS.test(text));
  });
}

/** A rule of Prometheus in the workspace names backups. */
function isWatched({ ruleFiles, text }: Surroundings): boolean {
  return ruleFiles?.some((path) => /backup/i.test(text(path) ?? '')) === true;
}
