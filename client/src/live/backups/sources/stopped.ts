/** A backup in a container that does not run: the engine tells of one path, and nothing there can list a folder. */
import { basename } from 'node:path/posix';
import { EngineError, type Container } from '../../docker';
import type { PathInfo } from '../../docker/pathInfo';
import { runsOf } from './listed';
import { Unreadable, type Question, type Told } from './source';

/** @param path of a backup, or of a link to the last one */
export async function readStopped(path: string, container: Container, question: Question): Promise<Told> {
  const named = await look(path, container, question);
  const target = named.linkTarget || path;
  const { isFolder, bytes, writtenAt } = target === path ? named : await look(target, container, question);
  if (isFolder)
    throw new Unreadable(`${container.name} is not running, so that ${path} cannot be listed.`, {
      remedy: 'Start it, or name the link to the last backup, such as /backups/last/shop-latest.sql.gz.',
    });
  if (writtenAt === undefined) throw new Unreadable(`The engine does not know when ${target} was written.`);
  const name = basename(target);
  return { runs: runsOf([{ name, path: target, identity: target, bytes, writtenAt, isLink: false }]) };
}

async function look(path: string, { id, name }: Container, { context, signal }: Question): Promise<PathInfo> {
  try {
    return await context.engine.pathInfo(id, path, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof EngineError)) throw error;
    if (error.kind === 'not-found')
      throw new Unreadable(`${path} does not exist in ${name}.`, {
        remedy: 'Check the path: it is the one inside of the container.',
        cause: error,
      });
    throw new Unreadable(error.message, { ...(error.remedy !== undefined && { remedy: error.remedy }), cause: error });
  }
}
