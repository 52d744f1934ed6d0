import { finding } from '../../../engine/rule';
import { isSecretName } from '../../../secrets';
import type { DotenvVariable } from '../model';
import { dotenvRule } from '../rule';

export default dotenvRule({
  id: 'dotenv/unquoted-special-character',
  severity: 'info',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Part of a secret is cut off or filled in',
  why: 'Outside single quotes " #" begins a comment and "$" a variable. The password that arrives is another one, and nobody sees why it is refused.',
  knownProblems:
    'Only for names that are secrets. A "#" with a space behind it is taken for a comment, and `${NAME}` for a variable that is meant.',
  references: ['https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax'],
  examples: {
    bad: 'DB_USER=shop\nDB_PASSWORD=Zk3v$Q8nT1xW6\n',
    good: "DB_USER=shop\nDB_PASSWORD='Zk3v$Q8nT1xW6'\n",
  },
  on: {
    variable(variable) {
      const { name, value, statement } = variable;
      if (value.quote === "'" || !isSecretName(name)) return undefined;
      if (value.quote === '' && value.text !== '' && /^#\S/.test(statement.comment))
        return finding(variable.token, { variable, sign: '#' });
      return hasStrayDollar(variable) ? finding(variable.token, { variable, sign: '$' }) : undefined;
    },
  },
  message: ({ variable: { name }, sign }) =>
    sign === '#'
      ? `${name} ends in front of " #": the rest is taken for a comment. Put the whole value in single quotes.`
      : `"$" in ${name} begins a variable that is set nowhere in this file, so a part of the value vanishes. Put the value in single quotes.`,
  fixes: [
    { kind: 'review', title: 'Put the value in single quotes', edits: ({ variable, sign }) => quote(variable, sign) },
  ],
});

/** `$name` without braces, of which this file knows nothing. */
function hasStrayDollar({ value, file }: DotenvVariable): boolean {
  return [...value.text.matchAll(/\$+([A-Za-z_]\w*)?/g)].some(([dollars, name]) => {
    const count = dollars.length - (name?.length ?? 0);
    return count % 2 === 1 && name !== undefined && !file.valueOf(name) && !/^[A-Z][A-Z0-9_]{2,}$/.test(name);
  });
}

function quote({ file: { document }, value, statement }: DotenvVariable, sign: string) {
  const isUnquoted = value.quote === '';
  const start = value.range.start - (isUnquoted ? 0 : 1);
  const end = value.range.end + (isUnquoted ? 0 : 1);
  const behind = document.text.indexOf(statement.comment, end) + statement.comment.length;
  const whole = sign === '#' ? { start, end: behind } : { start, end };
  const text = sign === '#' ? document.text.slice(start, behind) : value.text;
  // What is escaped in double quotes would have to be written out.
  if (/['\\\n]/.test(text) || text.includes('$$')) return undefined;
  return [{ document, range: whole, newText: `'${text}'` }];
}
