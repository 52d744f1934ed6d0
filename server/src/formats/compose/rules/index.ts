import type { Rule } from '../../../engine/rule';
import anonymousVolume from './anonymous-volume';
import asynchronousRedisBackup from './asynchronous-redis-backup';
import bidirectionalMountPropagation from './bidirectional-mount-propagation';
import boundedRestartPolicy from './bounded-restart-policy';
import collidingBackupName from './colliding-backup-name';
import configOnlyProbe from './config-only-probe';
import conflictingBuildAndImage from './conflicting-build-and-image';
import conflictingBuildPlatform from './conflicting-build-platform';
import conflictingDeviceRequest from './conflicting-device-request';
import conflictingDockerfile from './conflicting-dockerfile';
import conflictingExternalResource from './conflicting-external-resource';
import conflictingImageUser from './conflicting-image-user';
import conflictingLimits from './conflicting-limits';
import conflictingNetworkMode from './conflicting-network-mode';
import consulDevelopmentMode from './consul-development-mode';
import containerNameWithReplicas from './container-name-with-replicas';
import credentialInUrl from './credential-in-url';
import customCgroupParent from './custom-cgroup-parent';
import dangerousCapability from './dangerous-capability';
import dangerousDevice from './dangerous-device';
import databaseHttpProbe from './database-http-probe';
import debugMode from './debug-mode';
import debugPort from './debug-port';
import defaultBridgeNetwork from './default-bridge-network';
import dependencyCycle from './dependency-cycle';
import deprecatedLink from './deprecated-link';
import disabledDatabaseTls from './disabled-database-tls';
import disabledLogging from './disabled-logging';
import disabledOomKiller from './disabled-oom-killer';
import disabledSelinuxLabel from './disabled-selinux-label';
import discardedBackupError from './discarded-backup-error';
import discardedPort from './discarded-port';
import discontinuedImage from './discontinued-image';
import dockerSocketMount from './docker-socket-mount';
import duplicateContainerName from './duplicate-container-name';
import duplicateEnvironmentKey from './duplicate-environment-key';
import duplicateHostPort from './duplicate-host-port';
import duplicateKey from './duplicate-key';
import duplicateMountTarget from './duplicate-mount-target';
import duplicateUserId from './duplicate-user-id';
import endOfLifeImage from './end-of-life-image';
import engineSocketAccess from './engine-socket-access';
import excessiveLogRetention from './excessive-log-retention';
import executableTmpfs from './executable-tmpfs';
import floatingImageTag from './floating-image-tag';
import heapAboveMemoryLimit from './heap-above-memory-limit';
import hostIpc from './host-ipc';
import hostNetwork from './host-network';
import hostPid from './host-pid';
import hostUserNamespace from './host-user-namespace';
import hostUts from './host-uts';
import ignoredSwarmKey from './ignored-swarm-key';
import implicitPrivilegeEscalation from './implicit-privilege-escalation';
import implicitVolumeOwnership from './implicit-volume-ownership';
import inactiveProfileDependency from './inactive-profile-dependency';
import incompleteBackup from './incomplete-backup';
import inconsistentLiveBackup from './inconsistent-live-backup';
import initScriptsOnExistingVolume from './init-scripts-on-existing-volume';
import invalidContainerName from './invalid-container-name';
import invalidHealthcheckTest from './invalid-healthcheck-test';
import invalidInterpolation from './invalid-interpolation';
import invalidLoggingLabels from './invalid-logging-labels';
import invalidPortMapping from './invalid-port-mapping';
import invalidType from './invalid-type';
import invalidValue from './invalid-value';
import keycloakDevelopmentMode from './keycloak-development-mode';
import leakedToken from './leaked-token';
import localhostProbe from './localhost-probe';
import longFailureDetection from './long-failure-detection';
import mismatchedHealthcheckPort from './mismatched-healthcheck-port';
import mismatchedOtlpEndpoint from './mismatched-otlp-endpoint';
import missingBackup from './missing-backup';
import missingBackupCredential from './missing-backup-credential';
import missingBackupLog from './missing-backup-log';
import missingBackupNotification from './missing-backup-notification';
import missingCapabilityDrop from './missing-capability-drop';
import missingConfigExpandEnv from './missing-config-expand-env';
import missingConnectionPooler from './missing-connection-pooler';
import missingCpuLimit from './missing-cpu-limit';
import missingDataVolume from './missing-data-volume';
import missingDependency from './missing-dependency';
import missingEnvironmentOverlay from './missing-environment-overlay';
import missingHealthcheck from './missing-healthcheck';
import missingHeapLimit from './missing-heap-limit';
import missingHostGateway from './missing-host-gateway';
import missingImage from './missing-image';
import missingImageDigest from './missing-image-digest';
import missingInit from './missing-init';
import missingLogRotation from './missing-log-rotation';
import missingLogShipper from './missing-log-shipper';
import missingMemoryLimit from './missing-memory-limit';
import missingMinioBucketInit from './missing-minio-bucket-init';
import missingMongoReplicaSet from './missing-mongo-replica-set';
import missingNetworkSegmentation from './missing-network-segmentation';
import missingNodeExporterMount from './missing-node-exporter-mount';
import missingOllamaTuning from './missing-ollama-tuning';
import missingPidsLimit from './missing-pids-limit';
import missingPipefail from './missing-pipefail';
import missingProjectName from './missing-project-name';
import missingProxyPing from './missing-proxy-ping';
import missingRabbitmqDefinitions from './missing-rabbitmq-definitions';
import missingRabbitmqManagement from './missing-rabbitmq-management';
import missingRedisMaxmemory from './missing-redis-maxmemory';
import missingRedisPassword from './missing-redis-password';
import missingRedisPersistence from './missing-redis-persistence';
import missingResourceReservation from './missing-resource-reservation';
import missingRestartPolicy from './missing-restart-policy';
import missingSecretRotation from './missing-secret-rotation';
import missingSecretSource from './missing-secret-source';
import missingServices from './missing-services';
import missingShellErrorMode from './missing-shell-error-mode';
import missingStartPeriod from './missing-start-period';
import missingUlimits from './missing-ulimits';
import missingUser from './missing-user';
import missingWatchTarget from './missing-watch-target';
import nonInternalBackendNetwork from './non-internal-backend-network';
import obsoleteVersion from './obsolete-version';
import overriddenStopSignal from './overridden-stop-signal';
import partialBackupFile from './partial-backup-file';
import passwordlessDatabase from './passwordless-database';
import plaintextSecret from './plaintext-secret';
import privilegeEscalation from './privilege-escalation';
import privilegedContainer from './privileged-container';
import privilegedHook from './privileged-hook';
import privilegedPort from './privileged-port';
import probeTimeoutAboveInterval from './probe-timeout-above-interval';
import proxyBypassPort from './proxy-bypass-port';
import publicAdminInterface from './public-admin-interface';
import redisMaxmemoryAboveLimit from './redis-maxmemory-above-limit';
import redisPlaintextPort from './redis-plaintext-port';
import reservationAboveLimit from './reservation-above-limit';
import restartingJob from './restarting-job';
import rootUser from './root-user';
import runtimePackageInstall from './runtime-package-install';
import sameHostBackup from './same-host-backup';
import secretBuildArgument from './secret-build-argument';
import secretEnvironmentVariable from './secret-environment-variable';
import secretFileMount from './secret-file-mount';
import secretInCommand from './secret-in-command';
import sensitiveHostMount from './sensitive-host-mount';
import shadowedSystemPath from './shadowed-system-path';
import sharedWritableVolume from './shared-writable-volume';
import shellAsPidOne from './shell-as-pid-one';
import shellSyntaxWithoutShell from './shell-syntax-without-shell';
import shortGracePeriod from './short-grace-period';
import sleepAsReadiness from './sleep-as-readiness';
import smallMemoryLimit from './small-memory-limit';
import socketOnlyProbe from './socket-only-probe';
import sshPort from './ssh-port';
import staleImagePolicy from './stale-image-policy';
import stopFirstUpdate from './stop-first-update';
import syntaxError from './syntax-error';
import unauthenticatedEtcd from './unauthenticated-etcd';
import unauthenticatedRedisProbe from './unauthenticated-redis-probe';
import unavailableProbeCommand from './unavailable-probe-command';
import unboundPort from './unbound-port';
import uncheckedBackupExitCode from './unchecked-backup-exit-code';
import uncheckedPsqlError from './unchecked-psql-error';
import unconditionalDependency from './unconditional-dependency';
import unconfinedApparmor from './unconfined-apparmor';
import unconfinedSeccomp from './unconfined-seccomp';
import undefinedVariable from './undefined-variable';
import undifferentiatedBackupExitCode from './undifferentiated-backup-exit-code';
import unescapedDollar from './unescaped-dollar';
import unknownBindSource from './unknown-bind-source';
import unknownConfig from './unknown-config';
import unknownDependency from './unknown-dependency';
import unknownDockerfile from './unknown-dockerfile';
import unknownEnvFile from './unknown-env-file';
import unknownExtends from './unknown-extends';
import unknownField from './unknown-field';
import unknownImageVariable from './unknown-image-variable';
import unknownInclude from './unknown-include';
import unknownNetwork from './unknown-network';
import unknownSecret from './unknown-secret';
import unknownServiceNamespace from './unknown-service-namespace';
import unknownServiceReference from './unknown-service-reference';
import unknownVolume from './unknown-volume';
import unloadedConfigMount from './unloaded-config-mount';
import unlockedBackupLoop from './unlocked-backup-loop';
import unmaskedProcMount from './unmasked-proc-mount';
import unpinnedImage from './unpinned-image';
import unquotedPort from './unquoted-port';
import unreachableHealthCondition from './unreachable-health-condition';
import unreferencedService from './unreferenced-service';
import unrestartedUnhealthyService from './unrestarted-unhealthy-service';
import unrotatedBackup from './unrotated-backup';
import unsafeRedisEvictionPolicy from './unsafe-redis-eviction-policy';
import unsafeSysctl from './unsafe-sysctl';
import unsharedNetwork from './unshared-network';
import unsupportedExternalSecret from './unsupported-external-secret';
import unsupportedFileVariable from './unsupported-file-variable';
import untrustedRegistry from './untrusted-registry';
import unusedDeclaration from './unused-declaration';
import unusualHealthcheckInterval from './unusual-healthcheck-interval';
import unusualHealthcheckRetries from './unusual-healthcheck-retries';
import unverifiedBackup from './unverified-backup';
import weakDefaultSecret from './weak-default-secret';
import writableConfigMount from './writable-config-mount';
import writableRootFilesystem from './writable-root-filesystem';
import writableSensitiveHostMount from './writable-sensitive-host-mount';

/** Every rule of the format, in the order of their ids. */
export const rules: readonly Rule[] = [
  anonymousVolume,
  asynchronousRedisBackup,
  bidirectionalMountPropagation,
  boundedRestartPolicy,
  collidingBackupName,
  configOnlyProbe,
  conflictingBuildAndImage,
  conflictingBuildPlatform,
  conflictingDeviceRequest,
  conflictingDockerfile,
  conflictingExternalResource,
  conflictingImageUser,
  conflictingLimits,
  conflictingNetworkMode,
  consulDevelopmentMode,
  containerNameWithReplicas,
  credentialInUrl,
  customCgroupParent,
  dangerousCapability,
  dangerousDevice,
  databaseHttpProbe,
  debugMode,
  debugPort,
  defaultBridgeNetwork,
  dependencyCycle,
  deprecatedLink,
  disabledDatabaseTls,
  disabledLogging,
  disabledOomKiller,
  disabledSelinuxLabel,
  discardedBackupError,
  discardedPort,
  discontinuedImage,
  dockerSocketMount,
  duplicateContainerName,
  duplicateEnvironmentKey,
  duplicateHostPort,
  duplicateKey,
  duplicateMountTarget,
  duplicateUserId,
  endOfLifeImage,
  engineSocketAccess,
  excessiveLogRetention,
  executableTmpfs,
  floatingImageTag,
  heapAboveMemoryLimit,
  hostIpc,
  hostNetwork,
  hostPid,
  hostUserNamespace,
  hostUts,
  ignoredSwarmKey,
  implicitPrivilegeEscalation,
  implicitVolumeOwnership,
  inactiveProfileDependency,
  incompleteBackup,
  inconsistentLiveBackup,
  initScriptsOnExistingVolume,
  invalidContainerName,
  invalidHealthcheckTest,
  invalidInterpolation,
  invalidLoggingLabels,
  invalidPortMapping,
  invalidType,
  invalidValue,
  keycloakDevelopmentMode,
  leakedToken,
  localhostProbe,
  longFailureDetection,
  mismatchedHealthcheckPort,
  mismatchedOtlpEndpoint,
  missingBackup,
  missingBackupCredential,
  missingBackupLog,
  missingBackupNotification,
  missingCapabilityDrop,
  missingConfigExpandEnv,
  missingConnectionPooler,
  missingCpuLimit,
  missingDataVolume,
  missingDependency,
  missingEnvironmentOverlay,
  missingHealthcheck,
  missingHeapLimit,
  missingHostGateway,
  missingImage,
  missingImageDigest,
  missingInit,
  missingLogRotation,
  missingLogShipper,
  missingMemoryLimit,
  missingMinioBucketInit,
  missingMongoReplicaSet,
  missingNetworkSegmentation,
  missingNodeExporterMount,
  missingOllamaTuning,
  missingPidsLimit,
  missingPipefail,
  missingProjectName,
  missingProxyPing,
  missingRabbitmqDefinitions,
  missingRabbitmqManagement,
  missingRedisMaxmemory,
  missingRedisPassword,
  missingRedisPersistence,
  missingResourceReservation,
  missingRestartPolicy,
  missingSecretRotation,
  missingSecretSource,
  missingServices,
  missingShellErrorMode,
  missingStartPeriod,
  missingUlimits,
  missingUser,
  missingWatchTarget,
  nonInternalBackendNetwork,
  obsoleteVersion,
  overriddenStopSignal,
  partialBackupFile,
  passwordlessDatabase,
  plaintextSecret,
  privilegeEscalation,
  privilegedContainer,
  privilegedHook,
  privilegedPort,
  probeTimeoutAboveInterval,
  proxyBypassPort,
  publicAdminInterface,
  redisMaxmemoryAboveLimit,
  redisPlaintextPort,
  reservationAboveLimit,
  restartingJob,
  rootUser,
  runtimePackageInstall,
  sameHostBackup,
  secretBuildArgument,
  secretEnvironmentVariable,
  secretFileMount,
  secretInCommand,
  sensitiveHostMount,
  shadowedSystemPath,
  sharedWritableVolume,
  shellAsPidOne,
  shellSyntaxWithoutShell,
  shortGracePeriod,
  sleepAsReadiness,
  smallMemoryLimit,
  socketOnlyProbe,
  sshPort,
  staleImagePolicy,
  stopFirstUpdate,
  syntaxError,
  unauthenticatedEtcd,
  unauthenticatedRedisProbe,
  unavailableProbeCommand,
  unboundPort,
  uncheckedBackupExitCode,
  uncheckedPsqlError,
  unconditionalDependency,
  unconfinedApparmor,
  unconfinedSeccomp,
  undefinedVariable,
  undifferentiatedBackupExitCode,
  unescapedDollar,
  unknownBindSource,
  unknownConfig,
  unknownDependency,
  unknownDockerfile,
  unknownEnvFile,
  unknownExtends,
  unknownField,
  unknownImageVariable,
  unknownInclude,
  unknownNetwork,
  unknownSecret,
  unknownServiceNamespace,
  unknownServiceReference,
  unknownVolume,
  unloadedConfigMount,
  unlockedBackupLoop,
  unmaskedProcMount,
  unpinnedImage,
  unquotedPort,
  unreachableHealthCondition,
  unreferencedService,
  unrestartedUnhealthyService,
  unrotatedBackup,
  unsafeRedisEvictionPolicy,
  unsafeSysctl,
  unsharedNetwork,
  unsupportedExternalSecret,
  unsupportedFileVariable,
  untrustedRegistry,
  unusedDeclaration,
  unusualHealthcheckInterval,
  unusualHealthcheckRetries,
  unverifiedBackup,
  weakDefaultSecret,
  writableConfigMount,
  writableRootFilesystem,
  writableSensitiveHostMount,
];
