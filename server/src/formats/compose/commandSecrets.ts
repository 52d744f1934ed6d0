import { isSecretName } from '../../secrets';
import type { CommandWord } from './commandLine';

/** Options of any program that take a password, attached or behind. */
const OPTION = /^--?(?:requirepass|masterauth|(?:[\w-]*-)?pass(?:word|wd)?)$/i;
export const REDIS_CLIENTS = new Set(['redis-cli', 'valkey-cli']);
export const MYSQL_CLIENTS = /^(?:mysql|mysqladmin|mysqldump|mariadb|mariadb-admin|mariadb-dump|mysqlshow|mysqlcheck)$/;
export const MONGO_CLIENTS = /^(?:mongo|mongosh|mongodump|mongorestore|mongoexport|mongoimport)$/;
const ASSIGNMENT = /^(PGPASSWORD|MYSQL_PWD|REDISCLI_AUTH|RESTIC_PASSWORD|BORG_PASSPHRASE)=(?=.)/;
/** What every option and every variable has in it that hands over a password. */
const HANDS_OVER = /^-[ap]|pass|pwd|auth/i;

/** A password among the words of a command. */
export interface CommandSecret {
  readonly word: CommandWord;
  /** Where the value begins in the text of the word. */
  readonly start: number;
  readonly program: string;
  readonly option: string;
  /** The option, where the value is a word of its own behind it. */
  readonly optionWord?: CommandWord;
  /** What stands behind the value. */
  readonly following?: CommandWord | undefined;
}

/** Every password that is handed over in the way of the program that it is meant for. */
export function secretsIn(words: readonly CommandWord[]): CommandSecret[] {
  const secrets: CommandSecret[] = [];
  if (!words.some(({ text }) => HANDS_OVER.test(text))) return secrets;
  let program = '';
  let isFirst = true;
  words.forEach((word, index) => {
    const { text } = word;
    const next = words[index + 1];
    if (/^(?:&&|\|\|?|;|&)$/.test(text)) {
      isFirst = true;
      return;
    }
    const assignment = ASSIGNMENT.exec(text);
    if (assignment) secrets.push({ word, start: assignment[0].length, program: '', option: assignment[1] ?? '' });
    const name = text.slice(text.lastIndexOf('/') + 1);
    const isProgram =
      isFirst ||
      REDIS_CLIENTS.has(name) ||
      MYSQL_CLIENTS.test(name) ||
      MONGO_CLIENTS.test(name) ||
      /-server$/.test(name);
    if (isProgram && !assignment && !text.startsWith('-') && !/^(?:CMD|CMD-SHELL|exec)$/.test(text)) {
      program = name;
      isFirst = false;
    }
    const attached = /^(--?[\w-]+)=(?=.)/.exec(text);
    if (attached && OPTION.test(attached[1] ?? ''))
      secrets.push({ word, start: attached[0].length, program, option: attached[1] ?? '' });
    else if (MYSQL_CLIENTS.test(program) && /^-p./.test(text)) secrets.push({ word, start: 2, program, option: '-p' });
    else if (next && takesValue(text, program) && !next.text.startsWith('-'))
      secrets.push({ word: next, start: 0, program, option: text, optionWord: word, following: words[index + 2] });
    if (text.endsWith(';')) isFirst = true;
  });
  return secrets;
}

/** Whether the next word is a password. */
function takesValue(option: string, program: string): boolean {
  if (option === '-a') return REDIS_CLIENTS.has(program);
  if (option === '-p') return MONGO_CLIENTS.test(program);
  return (
    OPTION.test(option) &&
    option.startsWith('--') &&
    !MYSQL_CLIENTS.test(program) &&
    isSecretName(option.replace(/^-+/, 'X_').replace(/requirepass|masterauth/i, 'PASSWORD'))
  );
}
