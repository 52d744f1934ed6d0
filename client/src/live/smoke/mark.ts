/**
 * A variable by which programs that outlive their test are told apart: what they start inherits it, also what leaves its group, its
 * session and its parent.
 */
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';

const NAME = 'HOLDFAST_SMOKE_TEST';

export interface Mark {
  /** To be given to the program. */
  readonly environment: Readonly<Record<string, string>>;
  /** As it stands in the environment of a process. */
  readonly text: string;
}

export function newMark(): Mark {
  const id = randomUUID();
  return { environment: { [NAME]: id }, text: `${NAME}=${id}` };
}

/** A process may start another one while it is looked for. */
const MOST_ROUNDS = 5;

/** Kills every process of this machine that bears the mark. Only Linux tells the variables of processes. */
export async function endMarked({ text }: Mark): Promise<void> {
  if (process.platform !== 'linux') return;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const ended = await Promise.all(ids.map((id) => endIfMarked(id, text)));
    if (!ended.includes(true)) return;
  }
}

async function endIfMarked(id: string, text: string): Promise<boolean> {
  try {
    const variables = await readFile(`/proc/${id}/environ`, 'utf8');
    return variables.split('\0').includes(text) && process.kill(Number(id), 'SIGKILL');
  } catch {
    // It has ended meanwhile, or is somebody else's.
    return false;
  }
}
