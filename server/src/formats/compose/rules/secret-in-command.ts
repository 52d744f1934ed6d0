import { deleteItem, replacePart, type Edits } from '../../../document/edit';
import type { TextRange } from '../../../document/text';
import { finding, type Report } from '../../../engine/rule';
import { isHarmlessValue } from '../../../secrets';
import { testWords, wordsAt, type CommandWord } from '../commandLine';
import { MONGO_CLIENTS, MYSQL_CLIENTS, REDIS_CLIENTS, secretsIn, type CommandSecret } from '../commandSecrets';
import { requiredVariable } from '../environmentSecrets';
import { variablesOf } from '../interpolation';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';

/** What the image offers instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  'redis-cli': 'set REDISCLI_AUTH in the environment',
  'valkey-cli': 'set VALKEYCLI_AUTH or REDISCLI_AUTH in the environment',
  mysql: 'put it into an option file (--defaults-extra-file)',
  mongo: 'put it into a file (--config)',
  redis: 'put it into a configuration file',
};

interface Data extends CommandSecret {
  readonly service: ComposeService;
  readonly isLiteral: boolean;
  /** Where the literal is written, to be replaced. */
  readonly range: TextRange | undefined;
  readonly variable: string;
}

export default composeRule({
  id: 'compose/secret-in-command',
  severity: 'error',
  preset: 'recommended',
  category: 'secrets',
  since: '0.1.0',
  summary: 'Password stands on a command line',
  why: 'Command lines show in `docker inspect`, in `ps` on the host and in every monitoring tool that lists processes.',
  knownProblems:
    'Variables of the container (`$$NAME`) are filled in inside and are left alone. A variable of Compose is a warning, because its value ends up in the process list; for `redis-server --requirepass` an information, because the image offers only a configuration file instead.',
  references: [
    'https://docs.docker.com/compose/how-tos/use-secrets/',
    'https://redis.io/docs/latest/develop/tools/cli/',
    'https://dev.mysql.com/doc/refman/8.4/en/password-security-user.html',
  ],
  peers: ['kics:passwords_and_secrets'],
  examples: {
    bad: 'services:\n  cache:\n    image: redis:8.2.1\n    healthcheck:\n      test: ["CMD", "redis-cli", "-a", "Zk3vQ8nT1xW6", "ping"]\n',
    good: 'services:\n  cache:\n    image: redis:8.2.1\n    healthcheck:\n      test: ["CMD", "redis-cli", "ping"]\n    environment:\n      REDISCLI_AUTH: ${REDIS_PASSWORD:?set REDIS_PASSWORD}\n',
  },
  on: {
    service: (service) =>
      [wordsAt(service, 'command'), wordsAt(service, 'entrypoint'), testWords(service)].flatMap((words) =>
        secretsIn(words).map((secret) => judge(service, secret)),
      ),
  },
  message: ({ service, option, isLiteral, program }: Data) => {
    const instead = INSTEAD[MYSQL_CLIENTS.test(program) ? 'mysql' : MONGO_CLIENTS.test(program) ? 'mongo' : program];
    const advice = instead === undefined ? 'Hand it over in a file or in the environment' : `Better ${instead}`;
    return isLiteral
      ? `A password stands behind ${option} of "${service.name}": everybody who reads this file or lists processes has it. Take it out and replace it where it is used. ${advice}.`
      : `The password behind ${option} of "${service.name}" shows in the list of processes and in \`docker inspect\`. ${advice}.`;
  },
  fixes: [
    {
      kind: 'manual',
      title: 'Hand it over as REDISCLI_AUTH',
      edits: (data) => (REDIS_CLIENTS.has(data.program) ? useEnvironment(data) : undefined),
    },
    {
      kind: 'manual',
      title: ({ variable }) => `Require ${variable} from outside`,
      edits: ({ word, range, variable }) =>
        range && replacePart(word.scalar, range.start, range.end, requiredVariable(variable)),
    },
  ],
});

function judge(service: ComposeService, secret: CommandSecret): Report<Data> | undefined {
  const { word, start, program, option } = secret;
  const value = word.text.slice(start).replace(/^["']|["']$/g, '');
  const raw = word.scalar.text.slice(word.outer.start, word.outer.end);
  // Read inside the container, from the environment or a file.
  if (value === '' || /^(?:\$|`|<\()/.test(value) || (word.isKnown && isHarmlessValue(value))) return undefined;
  const variables = variablesOf(raw);
  const isDefault = variables.some(({ fallback }) => fallback !== undefined && fallback.text !== '');
  const isLiteral = variables.length === 0 || (word.isKnown && isDefault);
  const isOnly = option === '--requirepass' && !isLiteral && /server$|^$/.test(program);
  const variable = variables[0]?.name ?? variableFor(service, program);
  const data = {
    service,
    ...secret,
    program: isOnly ? 'redis' : program,
    isLiteral,
    range: isLiteral ? rangeOf(word, start) : undefined,
    variable,
  };
  const token = start === 0 || !data.range ? word.token : word.scalar.partToken(data.range.start, data.range.end);
  return finding(token, data, { severity: isLiteral ? service.lenient('error') : isOnly ? 'info' : 'warning' });
}

/** Takes `-a VALUE` out of the command; the client reads the variable by itself. */
function useEnvironment({ service, word, optionWord, following, isLiteral, variable }: Data): Edits {
  const { own } = service;
  if (!optionWord || service.entry.aliased || service.environment.some(({ name }) => name === 'REDISCLI_AUTH'))
    return undefined;
  const raw = word.scalar.text.slice(word.outer.start, word.outer.end);
  const value = isLiteral ? requiredVariable(variable) : raw;
  const environment = own.get('environment');
  if (environment && (environment.owner !== own || environment.aliased)) return undefined;
  const added =
    environment?.value?.kind === 'sequence'
      ? service.append('environment', `REDISCLI_AUTH=${value}`)
      : service.insert(['environment', 'REDISCLI_AUTH'], value);
  const removed =
    isWordOfList(word) && isWordOfList(optionWord) ? deleteBoth(optionWord, word) : cutOut(optionWord, word, following);
  return added && removed && [...added, ...removed];
}

function isWordOfList({ holder, scalar, outer }: CommandWord): boolean {
  return holder.value?.kind === 'sequence' && outer.start === 0 && outer.end === scalar.text.length;
}

function deleteBoth(option: CommandWord, value: CommandWord): Edits {
  const first = deleteItem(option.holder, option.scalar);
  const second = deleteItem(value.holder, value.scalar);
  return first && second && [...first, ...second];
}

/** Two words in the middle of a text, with the space behind them. */
function cutOut(option: CommandWord, value: CommandWord, following: CommandWord | undefined): Edits {
  const { scalar } = option;
  if (value.scalar !== scalar || following?.scalar !== scalar) return undefined;
  const between = scalar.text.slice(value.outer.end, following.outer.start);
  const before = scalar.text.charAt(option.outer.start - 1);
  // Not where quotes or brackets belong to the words.
  return /^\s+$/.test(between) && /\s/.test(before)
    ? replacePart(scalar, option.outer.start, following.outer.start, '')
    : undefined;
}

/** A literal as it is written; with its variable where it is a default. */
function rangeOf({ text, written, outer, scalar }: CommandWord, start: number): TextRange | undefined {
  if (variablesOf(scalar.text.slice(outer.start, outer.end)).length > 0) return start === 0 ? outer : undefined;
  // Quotes inside the word move what stands behind them.
  if (!written || written.end - written.start !== text.length || /["'\s]/.test(text)) return undefined;
  return { start: written.start + start, end: written.end };
}

function variableFor(service: ComposeService, program: string): string {
  const stem = program.replace(/-(?:server|cli|admin|dump)$/, '').replace(/admin$|dump$/, '');
  const name = /^[a-z]\w*$/.test(stem) && stem !== 'sh' && stem !== 'bash' ? stem : service.name;
  return `${name.replace(/\W+/g, '_').toUpperCase()}_PASSWORD`;
}
