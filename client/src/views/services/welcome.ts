/** What stands in the Services view when there is no service to show. */
import type { SourceState } from '../../live/source';

/** Values of the context key `holdfast.services`, which the welcome texts of the manifest ask for. */
export type Welcome = 'off' | 'noEngine' | 'noPermission' | 'problem' | 'nothing' | '';

export function welcomeOf(isEnabled: boolean, state: SourceState | undefined): Welcome {
  if (!isEnabled) return 'off';
  switch (state?.kind) {
    case 'connected':
      return 'nothing';
    case 'lost':
      return welcomeOfProblem(state.reason.kind);
    default:
      return '';
  }
}

function welcomeOfProblem(kind: string): Welcome {
  if (kind === 'no-engine' || kind === 'refused') return 'noEngine';
  return kind === 'no-permission' ? 'noPermission' : 'problem';
}

/** The line above services that are shown although the engine does not answer. */
export function messageOf(state: SourceState | undefined): string | undefined {
  return state?.kind === 'lost' ? `${state.reason.message} It is tried again by itself.` : undefined;
}
