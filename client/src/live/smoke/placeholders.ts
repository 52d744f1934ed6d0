/** `${secret:NAME}` and `${NAME}` in what a test says. */
import type { Try } from './observe';
import { isSecretName } from './redactor';
import { CannotRun } from './result';
import { secretVariable } from './surroundings';

const SECRET = /\$\{secret:([^}]+)\}/g;
/** As Compose writes it, with the default for a variable that is unset or empty; `$${` is left to a shell as `${`. */
const VARIABLE = /\$\$(?=\{)|\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}/g;

/** Variables of this machine, then secrets. @throws CannotRun for one that nobody has set */
export async function filled(text: string, attempt: Try): Promise<string> {
  const { context } = attempt;
  const where = 'Set it in the .env beside the stack, or in the environment.';
  return withSecrets(
    withVariables(text, (name) => context.variable(name), attempt, where),
    attempt,
  );
}

export async function filledMap(
  texts: Readonly<Record<string, string>> | undefined,
  attempt: Try,
): Promise<Record<string, string>> {
  const entries = Object.entries(texts ?? {}).map(async ([name, text]) => [name, await filled(text, attempt)] as const);
  const map = Object.fromEntries(await Promise.all(entries));
  attempt.redactor.learnFrom(Object.entries(map));
  return map;
}

/** @param where what a person can do about a variable that is not set */
export function withVariables(
  text: string,
  lookUp: (name: string) => string | undefined,
  { redactor }: Try,
  where: string,
): string {
  return text.replace(VARIABLE, (_, name?: string, fallback?: string) => {
    if (name === undefined) return '$';
    const value = lookUp(name);
    const used = fallback !== undefined && (value === undefined || value === '') ? fallback : value;
    if (used === undefined) throw new CannotRun(`The variable ${name} is not set. ${where}`);
    if (isSecretName(name)) redactor.learn(used);
    return used;
  });
}

async function withSecrets(text: string, { context, redactor }: Try): Promise<string> {
  const values = new Map<string, string>();
  for (const [, name = ''] of text.matchAll(SECRET)) {
    const value = await context.secret(name);
    if (value === undefined)
      throw new CannotRun(
        `The secret ${name} is not set. Store it with "Set Smoke Test Secret", or in the environment as ${secretVariable(name)}.`,
        {
          isLasting: true,
        },
      );
    redactor.learn(value);
    values.set(name, value);
  }
  return text.replace(SECRET, (_, name: string) => values.get(name) ?? '');
}
