/** How large the logs of containers are, and whether something keeps them from filling the disk. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { LogSizeProbe } from '../../../../../server/src/protocol';
import type { Container } from '../../docker';
import { bytesText } from '../../services';
import { NO_HISTORY } from '../../services/history';
import { figuresOf } from '../../services/observed';
import type { Try } from '../observe';
import { CannotRun, type Observation } from '../result';
import { containersOf, inTurn, serviceOf, servicesOf } from '../targets';
import { Each, NoValue } from '../values';

/** More than anybody reads, and than most want to lose of their disk. */
const LARGE_BYTES = 100 << 20;

export async function logSize({ service }: LogSizeProbe, attempt: Try): Promise<Observation> {
  const services = service === undefined ? servicesOf(attempt) : [serviceOf(attempt, service)];
  const containers = (await inTurn(services, (one) => containersOf(one, attempt))).flat();
  if (containers.length === 0)
    throw new CannotRun(`${service ?? 'This stack'} has no container: there is no log to look at.`);
  const looks = await inTurn(containers, async (container) => ({
    name: container.name,
    rotated: rotationOf(container, attempt),
    bytes: await sizeOf(container, attempt),
  }));
  const large = looks.flatMap(({ name, bytes }) =>
    typeof bytes === 'number' && bytes > LARGE_BYTES ? [`${name} (${bytesText(bytes)})`] : [],
  );
  // Whoever expects a size says what is too large.
  const isAsked = attempt.test.expect.some(({ subject }) => subject === 'bytes');
  return {
    ...(large.length > 0 && !isAsked && { verdict: largeVerdict(large) }),
    values: {
      rotated: new Each(looks.map(({ name, rotated }) => ({ name, value: rotated }))),
      bytes: new Each(looks.map(({ name, bytes }) => ({ name, value: bytes }))),
    },
    output: looks
      .map(
        ({ name, rotated, bytes }) =>
          `${name}: ${typeof bytes === 'number' ? bytesText(bytes) : 'size not known'}, ${rotated === true ? 'rotated' : rotated === false ? 'grows for ever' : 'rotation not known'}`,
      )
      .join('\n'),
    containers: containers.map(({ id }) => id),
  };
}

function largeVerdict(large: readonly string[]): NonNullable<Observation['verdict']> {
  const message = `Large logs: ${large.join(', ')}. Find out what fills them, set a smaller max-size under "logging", then recreate the container.`;
  return { outcome: 'warn', message };
}

function rotationOf(container: Container, { context }: Try): boolean | NoValue {
  const { logs } = figuresOf(container, NO_HISTORY, context.clock.now());
  if (logs === 'engine') return new NoValue("the engine's own configuration decides, and does not tell", 'error');
  return logs === 'limited';
}

/** The file with those that were rotated away from it. What cannot be read is not known, and never small. */
async function sizeOf(container: Container, { context, signal }: Try): Promise<number | NoValue> {
  const { logPath } = await context.engine.details(container.id, signal);
  if (logPath === '') return unknown(`its logging driver (${container.logging.driver}) writes no file`);
  if (!context.isLocal) return unknown('the file is on another machine');
  try {
    const folder = dirname(logPath);
    const name = basename(logPath);
    const names = (await readdir(folder)).filter((one) => one === name || one.startsWith(`${name}.`));
    if (names.length === 0) return unknown('it has no file yet');
    const sizes = await Promise.all(names.map(async (one) => (await stat(join(folder, one))).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM') return unknown('only root may read the folder of the engine');
    return unknown('the file is not on this machine: the engine may run in a virtual machine');
  }
}

function unknown(reason: string): NoValue {
  return new NoValue(`${reason}. Expect "rotated" to be true instead`, 'error');
}
