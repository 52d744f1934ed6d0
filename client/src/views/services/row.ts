/** A line of the Services view before it meets the editor: what it says is decided without one, and tested without one. */
import type { Container } from '../../live/docker';
import type { SourceRange } from '../../../../server/src/protocol';

export interface Row {
  /** Stays the same for the same thing: the editor keeps selection and expansion by it. */
  readonly id: string;
  readonly label: string;
  /** The first words say the reason. Nothing in it changes by the mere passing of time. */
  readonly description: string;
  readonly icon: Icon;
  /** Kind, state and abilities, as words: menus ask for them. */
  readonly context: string;
  /** What a screen reader says: the state in words, because it cannot see the icon. */
  readonly spoken: string;
  /** Markdown, made when somebody points at the row. The editor keeps it, so times in it are times of day and not ages. */
  readonly tooltip?: (() => string) | undefined;
  /** Differs when the tooltip would. */
  readonly revision?: string | undefined;
  readonly isExpanded?: boolean;
  readonly children?: (() => readonly Row[]) | undefined;
  /** Where a click on it leads. */
  readonly source?: SourceRange | undefined;
  /** What a click on it does instead; only for rows without children. */
  readonly command?: { readonly command: string; readonly title: string; readonly arguments: unknown[] } | undefined;
  /** Address of a page that says more. */
  readonly page?: string | undefined;
  /** Set on the rows of services: what commands act on. */
  readonly target?: Target | undefined;
}

export interface Icon {
  /** Of the editor's icon font. */
  readonly name: string;
  /** A colour of the theme; undefined for that of text. */
  readonly color?: string | undefined;
}

export type TargetContainer = Pick<Container, 'id' | 'name' | 'state' | 'ports'>;

/** What commands need to know of a service. */
export interface Target {
  /** Stays the same for the same service, across its containers. */
  readonly id: string;
  readonly name: string;
  readonly stack: string;
  readonly source: SourceRange | undefined;
  readonly containers: readonly TargetContainer[];
  /** How Compose is told to create it; undefined where it is not declared in a Compose file. */
  readonly compose: { readonly project: string; readonly folder: string; readonly file: string } | undefined;
}

export function isUp({ state }: Pick<TargetContainer, 'state'>): boolean {
  return state === 'running' || state === 'restarting' || state === 'paused';
}

/** Stopped containers start again; a declared service that has none is created by Compose. */
export function isStartable({ containers, compose }: Target): boolean {
  return containers.length === 0 ? compose !== undefined : containers.some(isStopped);
}

function isStopped({ state }: TargetContainer): boolean {
  return state === 'exited' || state === 'created' || state === 'dead';
}
