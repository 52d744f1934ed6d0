/** Shapes and colours of states. Each state has a shape of its own: colours alone are lost on many eyes and in many themes. */
import type { Condition } from '../../live/services';
import type { Icon } from './row';

export const GOOD = 'testing.iconPassed';
export const WARNING = 'problemsWarningIcon.foreground';
export const ERROR = 'problemsErrorIcon.foreground';
export const NOTE = 'problemsInfoIcon.foreground';
export const FAINT = 'disabledForeground';

export const CONDITION_ICONS: Readonly<Record<Condition, Icon>> = {
  healthy: { name: 'pass-filled', color: GOOD },
  degraded: { name: 'warning', color: WARNING },
  unhealthy: { name: 'error', color: ERROR },
  stopped: { name: 'debug-stop', color: FAINT },
  ended: { name: 'check', color: FAINT },
  unknown: { name: 'question', color: FAINT },
};

export const STARTING: Icon = { name: 'loading~spin' };
/** Well, but not as its file says. */
export const DIFFERENT: Icon = { name: 'diff', color: NOTE };
/** In the file, and nowhere else. */
export const ABSENT: Icon = { name: 'circle-slash', color: FAINT };
/** A line of figures. */
export const PLAIN: Icon = { name: 'dash', color: FAINT };
