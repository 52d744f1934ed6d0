/** What keeps tests from being run, in words for a person. */
import type { SmokeTest } from '../../../../server/src/protocol';
import type { SourceState } from '../../live/source';

export const NOT_TRUSTED = 'This folder is not trusted, so nothing of it is run. Trust it to run its smoke tests.';

/** Whether a test asks the engine for something; the others go by address. */
export function needsEngine({ probe }: SmokeTest): boolean {
  switch (probe.kind) {
    case 'http':
      return probe.url === undefined;
    case 'tcp':
      return probe.address === undefined;
    case 'promql':
    case 'loki':
      return probe.url === undefined;
    case 'command':
      return false;
    default:
      return true;
  }
}

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
