/** What smoke tests get to work with. */
import type { DeclaredStack } from '../../../../server/src/protocol';
import type { DockerEngine } from '../docker';
import type { Clock } from '../docker/clock';
import type { JoinedStack } from '../services';

export interface SmokeContext {
  readonly engine: DockerEngine;
  /** Read anew at every try: containers come and go while tests wait. */
  stack(): JoinedStack | undefined;
  /** URI of the folder that relative paths of `command` belong to. */
  readonly folder: DeclaredStack['folder'];
  /** Whether programs may be run: `exec` and `command` need a trusted workspace. */
  readonly isTrusted: boolean;
  /** Whether destructive tests were asked for by name and confirmed. */
  readonly allowsDestructive: boolean;
  /** Whether the engine runs on this machine: published ports of another one are reached at its address. */
  readonly isLocal: boolean;
  /** Name or address of the machine that the engine runs on; `127.0.0.1` for this one. */
  readonly engineHost: string;
  /** By name; undefined for one that nobody has set. */
  secret(name: string): Promise<string | undefined>;
  /** `${NAME}` in addresses and commands: the `.env` beside the stack, then the environment. */
  variable(name: string): string | undefined;
  readonly clock: Clock;
}
