import type { Rule } from '../../../engine/rule';
import duplicateKey from './duplicate-key';
import invalidHealthcheckTest from './invalid-healthcheck-test';
import missingCpuLimit from './missing-cpu-limit';
import missingHealthcheck from './missing-healthcheck';
import missingLogRotation from './missing-log-rotation';
import missingMemoryLimit from './missing-memory-limit';
import missingPidsLimit from './missing-pids-limit';
import missingRestartPolicy from './missing-restart-policy';
import obsoleteVersion from './obsolete-version';
import privilegedContainer from './privileged-container';
import syntaxError from './syntax-error';
import unconditionalDependency from './unconditional-dependency';
import unknownDependency from './unknown-dependency';
import unknownField from './unknown-field';
import unreachableHealthCondition from './unreachable-health-condition';
import writableRootFilesystem from './writable-root-filesystem';

/** Every rule of the format, in the order of their ids. */
export const rules: readonly Rule[] = [
  duplicateKey,
  invalidHealthcheckTest,
  missingCpuLimit,
  missingHealthcheck,
  missingLogRotation,
  missingMemoryLimit,
  missingPidsLimit,
  missingRestartPolicy,
  obsoleteVersion,
  privilegedContainer,
  syntaxError,
  unconditionalDependency,
  unknownDependency,
  unknownField,
  unreachableHealthCondition,
  writableRootFilesystem,
];
