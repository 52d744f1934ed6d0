/** A program on this machine. */
import type { CommandProbe } from '../../../../../server/src/protocol';
import { runHere } from '../hostProgram';
import type { Try } from '../observe';
import { filledMap, withVariables } from '../placeholders';
import { needTrust } from '../programs';
import type { Observation } from '../result';
import { programSeen } from './exec';

export async function command(probe: CommandProbe, attempt: Try): Promise<Observation> {
  needTrust(attempt);
  const { context, signal } = attempt;
  const where = 'Set it in the .env beside the stack, or in the environment.';
  const argv = probe.argv.map((word) => withVariables(word, (name) => context.variable(name), attempt, where));
  const environment = await filledMap(probe.env, attempt);
  const begun = context.clock.now();
  const result = await runHere({ argv, folder: context.folder, cwd: probe.cwd ?? '.', environment }, signal);
  return { ...programSeen(result, context.clock.now() - begun), containers: [] };
}
