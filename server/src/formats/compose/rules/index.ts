import type { Rule } from '../../../engine/rule';
import credentialInUrl from './credential-in-url';
import dangerousCapability from './dangerous-capability';
import dockerSocketMount from './docker-socket-mount';
import duplicateHostPort from './duplicate-host-port';
import duplicateKey from './duplicate-key';
import hostIpc from './host-ipc';
import hostNetwork from './host-network';
import hostPid from './host-pid';
import implicitPrivilegeEscalation from './implicit-privilege-escalation';
import invalidHealthcheckTest from './invalid-healthcheck-test';
import missingBackup from './missing-backup';
import missingCapabilityDrop from './missing-capability-drop';
import missingCpuLimit from './missing-cpu-limit';
import missingHealthcheck from './missing-healthcheck';
import missingLogRotation from './missing-log-rotation';
import missingMemoryLimit from './missing-memory-limit';
import missingPidsLimit from './missing-pids-limit';
import missingRestartPolicy from './missing-restart-policy';
import obsoleteVersion from './obsolete-version';
import plaintextSecret from './plaintext-secret';
import privilegeEscalation from './privilege-escalation';
import privilegedContainer from './privileged-container';
import rootUser from './root-user';
import syntaxError from './syntax-error';
import unboundPort from './unbound-port';
import unconditionalDependency from './unconditional-dependency';
import unknownDependency from './unknown-dependency';
import unpinnedImage from './unpinned-image';
import unknownField from './unknown-field';
import unreachableHealthCondition from './unreachable-health-condition';
import weakDefaultSecret from './weak-default-secret';
import writableRootFilesystem from './writable-root-filesystem';

/** Every rule of the format, in the order of their ids. */
export const rules: readonly Rule[] = [
  credentialInUrl,
  dangerousCapability,
  dockerSocketMount,
  duplicateHostPort,
  duplicateKey,
  hostIpc,
  hostNetwork,
  hostPid,
  implicitPrivilegeEscalation,
  invalidHealthcheckTest,
  missingBackup,
  missingCapabilityDrop,
  missingCpuLimit,
  missingHealthcheck,
  missingLogRotation,
  missingMemoryLimit,
  missingPidsLimit,
  missingRestartPolicy,
  obsoleteVersion,
  plaintextSecret,
  privilegeEscalation,
  privilegedContainer,
  rootUser,
  syntaxError,
  unboundPort,
  unconditionalDependency,
  unknownDependency,
  unknownField,
  unpinnedImage,
  unreachableHealthCondition,
  weakDefaultSecret,
  writableRootFilesystem,
];
