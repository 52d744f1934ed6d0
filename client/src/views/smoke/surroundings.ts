import { Uri, workspace } from 'vscode';
import { DockerEngine, EngineError } from '../../live/docker';
import { SYSTEM_CLOCK } from '../../live/docker/clock';
import type { SmokeContext } from '../../live/smoke/context';
import { machineOf, variablesOf } from '../../live/smoke/surroundings';
import type { LiveSession } from '../services/session';
import type { SecretStore } from './secrets';
import type { Job, Profile } from './selection';

/** For tests that need no engine, while none is watched. */
const NO_ENGINE = new DockerEngine(() => {
  throw new EngineError('configuration', 'No Docker engine is watched.', {
    remedy: 'Switch the setting holdfast.live.enable on.',
  });
});

/** What the tests of a job get to work with. */
export function contextOf(job: Job, profile: Profile, session: LiveSession, secrets: SecretStore): SmokeContext {
  const { stack } = job;
  const folder = folderOf(job);
  return {
    engine: session.docker?.engine ?? NO_ENGINE,
    stack: () => session.stacks.find(({ id }) => id === stack?.id),
    folder,
    isTrusted: workspace.isTrusted,
    allowsDestructive: profile === 'destructive',
    ...machineOf(session.docker?.engine.endpoint),
    secret: (name) => secrets.get(name),
    variable: variablesOf(stack?.declared?.folder ?? folder, process.env),
    clock: SYSTEM_CLOCK,
  };
}

/** Of the file that the tests stand in; those of no file belong to their stack. */
function folderOf({ leaves, stack }: Job): string {
  const [leaf] = leaves;
  if (leaf?.stacks.by === 'declaration') return Uri.joinPath(Uri.parse(leaf.suite), '..').toString();
  return stack?.declared?.folder ?? workspace.workspaceFolders?.[0]?.uri.toString() ?? Uri.file('/').toString();
}
