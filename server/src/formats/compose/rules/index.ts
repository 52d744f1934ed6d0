import type { Rule } from '../../../engine/rule';
import anonymousVolume from './anonymous-volume';
import bidirectionalMountPropagation from './bidirectional-mount-propagation';
import boundedRestartPolicy from './bounded-restart-policy';
import conflictingBuildPlatform from './conflicting-build-platform';
import conflictingDeviceRequest from './conflicting-device-request';
import conflictingDockerfile from './conflicting-dockerfile';
import conflictingExternalResource from './conflicting-external-resource';
import conflictingImageUser from './conflicting-image-user';
import conflictingNetworkMode from './conflicting-network-mode';
import containerNameWithReplicas from './container-name-with-replicas';
import credentialInUrl from './credential-in-url';
import customCgroupParent from './custom-cgroup-parent';
import dangerousCapability from './dangerous-capability';
import dangerousDevice from './dangerous-device';
import defaultBridgeNetwork from './default-bridge-network';
import disabledLogging from './disabled-logging';
import disabledOomKiller from './disabled-oom-killer';
import disabledSelinuxLabel from './disabled-selinux-label';
import dockerSocketMount from './docker-socket-mount';
import duplicateContainerName from './duplicate-container-name';
import duplicateHostPort from './duplicate-host-port';
import duplicateKey from './duplicate-key';
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
import invalidType from './invalid-type';
import invalidValue from './invalid-value';
import longFailureDetection from './long-failure-detection';
import missingBackup from './missing-backup';
import missingCapabilityDrop from './missing-capability-drop';
import missingCpuLimit from './missing-cpu-limit';
import missingDataVolume from './missing-data-volume';
import missingHealthcheck from './missing-healthcheck';
import missingHeapLimit from './missing-heap-limit';
import missingLogRotation from './missing-log-rotation';
import missingMemoryLimit from './missing-memory-limit';
import missingPidsLimit from './missing-pids-limit';
import missingRedisMaxmemory from './missing-redis-maxmemory';
import missingRedisPersistence from './missing-redis-persistence';
import missingResourceReservation from './missing-resource-reservation';
import missingRestartPolicy from './missing-restart-policy';
import missingSecretSource from './missing-secret-source';
import missingStartPeriod from './missing-start-period';
import missingWatchTarget from './missing-watch-target';
import obsoleteVersion from './obsolete-version';
import overriddenStopSignal from './overridden-stop-signal';
import plaintextSecret from './plaintext-secret';
import privilegeEscalation from './privilege-escalation';
import privilegedContainer from './privileged-container';
import privilegedHook from './privileged-hook';
import probeTimeoutAboveInterval from './probe-timeout-above-interval';
import redisMaxmemoryAboveLimit from './redis-maxmemory-above-limit';
import redisPlaintextPort from './redis-plaintext-port';
import restartingJob from './restarting-job';
import rootUser from './root-user';
import secretFileMount from './secret-file-mount';
import sensitiveHostMount from './sensitive-host-mount';
import shadowedSystemPath from './shadowed-system-path';
import sharedWritableVolume from './shared-writable-volume';
import shortGracePeriod from './short-grace-period';
import smallMemoryLimit from './small-memory-limit';
import sshPort from './ssh-port';
import syntaxError from './syntax-error';
import unboundPort from './unbound-port';
import unconditionalDependency from './unconditional-dependency';
import unconfinedApparmor from './unconfined-apparmor';
import unconfinedSeccomp from './unconfined-seccomp';
import unknownConfig from './unknown-config';
import unknownDependency from './unknown-dependency';
import unknownField from './unknown-field';
import unknownNetwork from './unknown-network';
import unknownSecret from './unknown-secret';
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
  conflictingBuildPlatform,
  conflictingDeviceRequest,
  conflictingDockerfile,
  conflictingExternalResource,
  conflictingImageUser,
  conflictingNetworkMode,
  containerNameWithReplicas,
  credentialInUrl,
  customCgroupParent,
  dangerousCapability,
  dangerousDevice,
  defaultBridgeNetwork,
  disabledLogging,
  disabledOomKiller,
  disabledSelinuxLabel,
  dockerSocketMount,
  duplicateContainerName,
  duplicateHostPort,
  duplicateKey,
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
  invalidType,
  invalidValue,
  longFailureDetection,
  missingBackup,
  missingCapabilityDrop,
  missingCpuLimit,
  missingDataVolume,
  missingHealthcheck,
  missingHeapLimit,
  missingLogRotation,
  missingMemoryLimit,
  missingPidsLimit,
  missingRedisMaxmemory,
  missingRedisPersistence,
  missingResourceReservation,
  missingRestartPolicy,
  missingSecretSource,
  missingStartPeriod,
  missingWatchTarget,
  obsoleteVersion,
  overriddenStopSignal,
  plaintextSecret,
  privilegeEscalation,
  privilegedContainer,
  privilegedHook,
  probeTimeoutAboveInterval,
  redisMaxmemoryAboveLimit,
  redisPlaintextPort,
  restartingJob,
  rootUser,
  secretFileMount,
  sensitiveHostMount,
  shadowedSystemPath,
  sharedWritableVolume,
  shortGracePeriod,
  smallMemoryLimit,
  sshPort,
  syntaxError,
  unboundPort,
  unconditionalDependency,
  unconfinedApparmor,
  unconfinedSeccomp,
  unknownConfig,
  unknownDependency,
  unknownField,
  unknownNetwork,
  unknownSecret,
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
