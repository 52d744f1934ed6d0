import type { Rule } from '../../../engine/rule';
import anonymousVolume from './anonymous-volume';
import bidirectionalMountPropagation from './bidirectional-mount-propagation';
import boundedRestartPolicy from './bounded-restart-policy';
import collidingBackupName from './colliding-backup-name';
import configOnlyProbe from './config-only-probe';
import conflictingBuildPlatform from './conflicting-build-platform';
import conflictingDeviceRequest from './conflicting-device-request';
import conflictingDockerfile from './conflicting-dockerfile';
import conflictingExternalResource from './conflicting-external-resource';
import conflictingImageUser from './conflicting-image-user';
import conflictingLimits from './conflicting-limits';
import conflictingNetworkMode from './conflicting-network-mode';
import containerNameWithReplicas from './container-name-with-replicas';
import credentialInUrl from './credential-in-url';
import customCgroupParent from './custom-cgroup-parent';
import dangerousCapability from './dangerous-capability';
import dangerousDevice from './dangerous-device';
import databaseHttpProbe from './database-http-probe';
import defaultBridgeNetwork from './default-bridge-network';
import dependencyCycle from './dependency-cycle';
import disabledLogging from './disabled-logging';
import disabledOomKiller from './disabled-oom-killer';
import disabledSelinuxLabel from './disabled-selinux-label';
import discardedBackupError from './discarded-backup-error';
import dockerSocketMount from './docker-socket-mount';
import duplicateContainerName from './duplicate-container-name';
import duplicateHostPort from './duplicate-host-port';
import duplicateKey from './duplicate-key';
import duplicateMountTarget from './duplicate-mount-target';
import engineSocketAccess from './engine-socket-access';
import excessiveLogRetention from './excessive-log-retention';
import executableTmpfs from './executable-tmpfs';
import heapAboveMemoryLimit from './heap-above-memory-limit';
import hostIpc from './host-ipc';
import hostNetwork from './host-network';
import hostPid from './host-pid';
import hostUserNamespace from './host-user-namespace';
import hostUts from './host-uts';
import implicitPrivilegeEscalation from './implicit-privilege-escalation';
import implicitVolumeOwnership from './implicit-volume-ownership';
import initScriptsOnExistingVolume from './init-scripts-on-existing-volume';
import invalidHealthcheckTest from './invalid-healthcheck-test';
import invalidLoggingLabels from './invalid-logging-labels';
import invalidPortMapping from './invalid-port-mapping';
import invalidType from './invalid-type';
import invalidValue from './invalid-value';
import localhostProbe from './localhost-probe';
import longFailureDetection from './long-failure-detection';
import mismatchedHealthcheckPort from './mismatched-healthcheck-port';
import missingBackup from './missing-backup';
import missingCapabilityDrop from './missing-capability-drop';
import missingCpuLimit from './missing-cpu-limit';
import missingDataVolume from './missing-data-volume';
import missingHealthcheck from './missing-healthcheck';
import missingHeapLimit from './missing-heap-limit';
import missingImage from './missing-image';
import missingLogRotation from './missing-log-rotation';
import missingMemoryLimit from './missing-memory-limit';
import missingPidsLimit from './missing-pids-limit';
import missingPipefail from './missing-pipefail';
import missingRedisMaxmemory from './missing-redis-maxmemory';
import missingRedisPassword from './missing-redis-password';
import missingRedisPersistence from './missing-redis-persistence';
import missingResourceReservation from './missing-resource-reservation';
import missingRestartPolicy from './missing-restart-policy';
import missingSecretSource from './missing-secret-source';
import missingServices from './missing-services';
import missingStartPeriod from './missing-start-period';
import missingWatchTarget from './missing-watch-target';
import obsoleteVersion from './obsolete-version';
import overriddenStopSignal from './overridden-stop-signal';
import partialBackupFile from './partial-backup-file';
import plaintextSecret from './plaintext-secret';
import privilegeEscalation from './privilege-escalation';
import privilegedContainer from './privileged-container';
import privilegedHook from './privileged-hook';
import probeTimeoutAboveInterval from './probe-timeout-above-interval';
import redisMaxmemoryAboveLimit from './redis-maxmemory-above-limit';
import redisPlaintextPort from './redis-plaintext-port';
import reservationAboveLimit from './reservation-above-limit';
import restartingJob from './restarting-job';
import rootUser from './root-user';
import secretFileMount from './secret-file-mount';
import sensitiveHostMount from './sensitive-host-mount';
import shadowedSystemPath from './shadowed-system-path';
import sharedWritableVolume from './shared-writable-volume';
import shortGracePeriod from './short-grace-period';
import smallMemoryLimit from './small-memory-limit';
import socketOnlyProbe from './socket-only-probe';
import sshPort from './ssh-port';
import syntaxError from './syntax-error';
import unauthenticatedRedisProbe from './unauthenticated-redis-probe';
import unavailableProbeCommand from './unavailable-probe-command';
import unboundPort from './unbound-port';
import uncheckedBackupExitCode from './unchecked-backup-exit-code';
import unconditionalDependency from './unconditional-dependency';
import unconfinedApparmor from './unconfined-apparmor';
import unconfinedSeccomp from './unconfined-seccomp';
import unknownConfig from './unknown-config';
import unknownDependency from './unknown-dependency';
import unknownField from './unknown-field';
import unknownNetwork from './unknown-network';
import unknownSecret from './unknown-secret';
import unknownServiceNamespace from './unknown-service-namespace';
import unknownVolume from './unknown-volume';
import unloadedConfigMount from './unloaded-config-mount';
import unmaskedProcMount from './unmasked-proc-mount';
import unpinnedImage from './unpinned-image';
import unreachableHealthCondition from './unreachable-health-condition';
import unrestartedUnhealthyService from './unrestarted-unhealthy-service';
import unsafeRedisEvictionPolicy from './unsafe-redis-eviction-policy';
import unsafeSysctl from './unsafe-sysctl';
import unusualHealthcheckInterval from './unusual-healthcheck-interval';
import unusualHealthcheckRetries from './unusual-healthcheck-retries';
import weakDefaultSecret from './weak-default-secret';
import writableConfigMount from './writable-config-mount';
import writableRootFilesystem from './writable-root-filesystem';
import writableSensitiveHostMount from './writable-sensitive-host-mount';

/** Every rule of the format, in the order of their ids. */
export const rules: readonly Rule[] = [
  anonymousVolume,
  bidirectionalMountPropagation,
  boundedRestartPolicy,
  collidingBackupName,
  configOnlyProbe,
  conflictingBuildPlatform,
  conflictingDeviceRequest,
  conflictingDockerfile,
  conflictingExternalResource,
  conflictingImageUser,
  conflictingLimits,
  conflictingNetworkMode,
  containerNameWithReplicas,
  credentialInUrl,
  customCgroupParent,
  dangerousCapability,
  dangerousDevice,
  databaseHttpProbe,
  defaultBridgeNetwork,
  dependencyCycle,
  disabledLogging,
  disabledOomKiller,
  disabledSelinuxLabel,
  discardedBackupError,
  dockerSocketMount,
  duplicateContainerName,
  duplicateHostPort,
  duplicateKey,
  duplicateMountTarget,
  engineSocketAccess,
  excessiveLogRetention,
  executableTmpfs,
  heapAboveMemoryLimit,
  hostIpc,
  hostNetwork,
  hostPid,
  hostUserNamespace,
  hostUts,
  implicitPrivilegeEscalation,
  implicitVolumeOwnership,
  initScriptsOnExistingVolume,
  invalidHealthcheckTest,
  invalidLoggingLabels,
  invalidPortMapping,
  invalidType,
  invalidValue,
  localhostProbe,
  longFailureDetection,
  mismatchedHealthcheckPort,
  missingBackup,
  missingCapabilityDrop,
  missingCpuLimit,
  missingDataVolume,
  missingHealthcheck,
  missingHeapLimit,
  missingImage,
  missingLogRotation,
  missingMemoryLimit,
  missingPidsLimit,
  missingPipefail,
  missingRedisMaxmemory,
  missingRedisPassword,
  missingRedisPersistence,
  missingResourceReservation,
  missingRestartPolicy,
  missingSecretSource,
  missingServices,
  missingStartPeriod,
  missingWatchTarget,
  obsoleteVersion,
  overriddenStopSignal,
  partialBackupFile,
  plaintextSecret,
  privilegeEscalation,
  privilegedContainer,
  privilegedHook,
  probeTimeoutAboveInterval,
  redisMaxmemoryAboveLimit,
  redisPlaintextPort,
  reservationAboveLimit,
  restartingJob,
  rootUser,
  secretFileMount,
  sensitiveHostMount,
  shadowedSystemPath,
  sharedWritableVolume,
  shortGracePeriod,
  smallMemoryLimit,
  socketOnlyProbe,
  sshPort,
  syntaxError,
  unauthenticatedRedisProbe,
  unavailableProbeCommand,
  unboundPort,
  uncheckedBackupExitCode,
  unconditionalDependency,
  unconfinedApparmor,
  unconfinedSeccomp,
  unknownConfig,
  unknownDependency,
  unknownField,
  unknownNetwork,
  unknownSecret,
  unknownServiceNamespace,
  unknownVolume,
  unloadedConfigMount,
  unmaskedProcMount,
  unpinnedImage,
  unreachableHealthCondition,
  unrestartedUnhealthyService,
  unsafeRedisEvictionPolicy,
  unsafeSysctl,
  unusualHealthcheckInterval,
  unusualHealthcheckRetries,
  weakDefaultSecret,
  writableConfigMount,
  writableRootFilesystem,
  writableSensitiveHostMount,
];
