import type { ShellCommand } from './nodes';
import type { ShellVariables } from './words';

/** The variables that a text sets for itself, on top of others; the last value that is written counts. */
export function variablesOf(commands: readonly ShellCommand[], outside: ShellVariables): Map<string, string> {
  const variables = new Map(outside);
  // In front of a command a variable holds for that command alone, but then nobody else asks for it.
  for (const { assignments } of commands)
    for (const { name, value } of assignments) if (value) variables.set(name, value.value(variables));
  return variables;
}
