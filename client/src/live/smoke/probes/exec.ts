/** A program in a container. */
import type { ExecProbe } from '../../../../../server/src/protocol';
import type { ExecResult } from '../../docker';
import type { Try } from '../observe';
import { filledMap } from '../placeholders';
import { needTrust, notRunMessage, runProgram, withContainerVariables } from '../programs';
import { CannotRun, type Observation } from '../result';
import { runningContainer } from '../targets';
import { jsonIn, wholeLines } from '../text';

export async function exec(probe: ExecProbe, attempt: Try): Promise<Observation> {
  needTrust(attempt);
  const { clock } = attempt.context;
  const container = await runningContainer(attempt, probe.service);
  const environment = await filledMap(probe.env, attempt);
  const argv = await withContainerVariables(probe.argv, container, attempt);
  const begun = clock.now();
  const result = await runProgram(container, argv, attempt, { user: probe.user, environment });
  const missing = notRunMessage(result, container);
  if (missing !== undefined) throw new CannotRun(missing);
  return { ...programSeen(result, clock.now() - begun), containers: [container.id] };
}

/** What a program has left, for tests of kind exec and command. */
export function programSeen(
  { exitCode, stdout, stderr, isTruncated }: Omit<ExecResult, 'notRun'>,
  duration: number,
): Pick<Observation, 'values' | 'output'> {
  const [out, err] = [stdout, stderr].map((text) => (isTruncated ? wholeLines(text) : text.replace(/\r?\n$/, '')));
  const parts = [out, err, isTruncated ? '… more than is kept' : ''];
  return {
    // A last line break is how programs end, not what they say.
    values: { exitCode, stdout: out, stderr: err, json: jsonIn(stdout), duration },
    output: parts.filter((part) => part !== '').join('\n'),
  };
}
