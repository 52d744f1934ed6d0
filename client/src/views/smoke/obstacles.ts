/** What keeps tests from being run, in words for a person. */
import type { SourceState } from '../../live/source';

export const NOT_TRUSTED = 'This folder is not trusted, so nothing of it is run. Trust it to run its smoke tests.';

/** Why the engine cannot be asked, and what to do; undefined when it answers. */
export function whyNoEngine(isEnabled: boolean, state: SourceState): string | undefined {
  if (!isEnabled) return 'Nothing that runs is asked: the setting holdfast.live.enable is off. Switch it on.';
  switch (state.kind) {
    case 'connected':
      return undefined;
    case 'lost':
      return [state.reason.message, state.reason.remedy].filter(Boolean).join(' ');
    case 'connecting':
      return 'The Docker engine has not answered yet. Run the test again in a moment.';
    case 'stopped':
      return 'The Docker engine is not watched. Run the test again.';
  }
}
