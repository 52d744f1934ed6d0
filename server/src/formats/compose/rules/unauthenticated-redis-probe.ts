import { replaceValue, type Edits } from '../../../document/edit';
import { OneLine } from '../../../document/render';
import { finding } from '../../../engine/rule';
import type { ComposeService } from '../model';
import { probeOf, type Probe, type ProbeCommand } from '../probe';
import { asksForPassword, redisServer, type RedisSetting } from '../redis';
import { composeRule } from '../rule';

/** Options by which a client logs in. */
const LOGIN = /^(?:-a|-u|--pass|--user|--askpass)$|^(?:-a|--pass=|--user=|redis:|rediss:).+/;
/** Variables that it reads the password from. */
const VARIABLES: ReadonlySet<string> = new Set(['REDISCLI_AUTH', 'VALKEYCLI_AUTH']);

export default composeRule({
  id: 'compose/unauthenticated-redis-probe',
  severity: 'warning',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  crossFile: true,
  summary: 'Health check of Redis does not log in',
  why: 'The server refuses every command without a password. The client prints that refusal and ends with 0, so that the probe passes whatever the state of the data is; with a stricter client it never passes.',
  references: [
    'https://redis.io/docs/latest/develop/tools/cli/#host-port-password-and-database',
    'https://github.com/docker-library/healthcheck/blob/master/redis/docker-healthcheck',
  ],
  examples: {
    bad: 'services:\n  cache:\n    image: redis:8.6.4\n    command: redis-server --requirepass ${REDIS_PASSWORD:?}\n    healthcheck:\n      test: ["CMD", "redis-cli", "ping"]\n',
    good: 'services:\n  cache:\n    image: redis:8.6.4\n    command: redis-server --requirepass ${REDIS_PASSWORD:?}\n    healthcheck:\n      test: ["CMD-SHELL", "redis-cli ping | grep -q PONG"]\n    environment:\n      REDISCLI_AUTH: ${REDIS_PASSWORD:?}\n',
  },
  on: {
    service(service, { surroundings }) {
      const probe = probeOf(service);
      const command = probe?.commands.find((one) => /^(?:redis|valkey)-cli$/.test(one.name) && !logsIn(one));
      if (!probe || !command || service.get('env_file')) return undefined;
      if (service.environment.some(({ name }) => VARIABLES.has(name)) || probe.text.includes('CLI_AUTH'))
        return undefined;
      const server = redisServer(service, surroundings);
      const password = server && asksForPassword(server);
      if (!password) return undefined;
      const related = [{ token: password.token, message: 'The password is asked for here.' }];
      return finding(command.program.token, { service, probe, command, password }, { related });
    },
  },
  message: ({ service, command }) =>
    `"${service.name}" asks for a password, and \`${command.name}\` gives none: the refusal counts as healthy. Give it the password in REDISCLI_AUTH, and look for PONG.`,
  fixes: [
    {
      kind: 'review',
      title: 'Give the probe the password in REDISCLI_AUTH',
      edits: ({ service, probe, command, password }) => logIn(service, probe, command, password),
    },
  ],
});

function logsIn({ args }: ProbeCommand): boolean {
  return args.some(({ text }) => LOGIN.test(text)) || args.some(({ text }) => /\$|\uFFFC/.test(text));
}

function logIn(
  service: ComposeService,
  { test, form }: Probe,
  { args, name }: ProbeCommand,
  password: RedisSetting,
): Edits {
  const value = writtenVariable(password);
  const added = value === undefined ? undefined : service.addVariable('REDISCLI_AUTH', value);
  const isPlainPing = form === 'exec' && args.length === 1 && args[0]?.text.toLowerCase() === 'ping';
  if (!isPlainPing || !added) return added;
  const asked = replaceValue(test, new OneLine(['CMD-SHELL', `${name} ping | grep -q PONG`]));
  return asked && [...asked, ...added];
}

/** The variable that holds the password, as it is written; a password in plain text is not written a second time. */
function writtenVariable({ name, word, token }: RedisSetting): string | undefined {
  if (name !== 'requirepass' || !word) return undefined;
  const written = token.document.text.slice(token.range.start, token.range.end);
  return /^\$\{\w+(?::?\?[^{}"']*)?\}$|^\$\w+$/.test(written) ? written : undefined;
}
