import type { Rule } from '../../../engine/rule';
import addInsteadOfCopy from './add-instead-of-copy';
import aptInsteadOfAptGet from './apt-instead-of-apt-get';
import buildToolInFinalStage from './build-tool-in-final-stage';
import cacheBustingCopy from './cache-busting-copy';
import cdInsteadOfWorkdir from './cd-instead-of-workdir';
import consecutiveInstructions from './consecutive-instructions';
import copyWithoutTrailingSlash from './copy-without-trailing-slash';
import deprecatedMaintainer from './deprecated-maintainer';
import developmentDependencyInFinalStage from './development-dependency-in-final-stage';
import disabledTlsVerification from './disabled-tls-verification';
import dockerSocketMount from './docker-socket-mount';
import duplicateInstruction from './duplicate-instruction';
import duplicateStageName from './duplicate-stage-name';
import endOfLifeImage from './end-of-life-image';
import fixedPlatform from './fixed-platform';
import insecureDownload from './insecure-download';
import invalidOnbuild from './invalid-onbuild';
import invalidPort from './invalid-port';
import largeBaseImage from './large-base-image';
import lonePackageUpdate from './lone-package-update';
import missingAssumeYes from './missing-assume-yes';
import missingBaseImage from './missing-base-image';
import missingDockerignore from './missing-dockerignore';
import missingHealthcheck from './missing-healthcheck';
import missingImageDigest from './missing-image-digest';
import missingLockFile from './missing-lock-file';
import missingMultiStageBuild from './missing-multi-stage-build';
import missingNoInstallRecommends from './missing-no-install-recommends';
import missingNoLogInit from './missing-no-log-init';
import missingPipefail from './missing-pipefail';
import missingUser from './missing-user';
import mixedDownloadTools from './mixed-download-tools';
import npmInstallInsteadOfCi from './npm-install-instead-of-ci';
import pipeToShell from './pipe-to-shell';
import plaintextSecret from './plaintext-secret';
import pointlessCommand from './pointless-command';
import relativeWorkdir from './relative-workdir';
import remoteAdd from './remote-add';
import replacedDefaultShell from './replaced-default-shell';
import retainedPackageCache from './retained-package-cache';
import rootUser from './root-user';
import runtimePackageInstall from './runtime-package-install';
import secretBuildArgument from './secret-build-argument';
import selfCopyReference from './self-copy-reference';
import selfReferencingEnv from './self-referencing-env';
import shellFormCommand from './shell-form-command';
import sshPort from './ssh-port';
import sudoInCommand from './sudo-in-command';
import syntaxError from './syntax-error';
import unknownStage from './unknown-stage';
import unnamedStageReference from './unnamed-stage-reference';
import unpinnedImage from './unpinned-image';
import unpinnedPackage from './unpinned-package';
import unpinnedTool from './unpinned-tool';
import untrustedRegistry from './untrusted-registry';
import upgradedBasePackage from './upgraded-base-package';
import worldWritablePermission from './world-writable-permission';

export const rules: readonly Rule[] = [
  addInsteadOfCopy,
  aptInsteadOfAptGet,
  buildToolInFinalStage,
  cacheBustingCopy,
  cdInsteadOfWorkdir,
  consecutiveInstructions,
  copyWithoutTrailingSlash,
  deprecatedMaintainer,
  developmentDependencyInFinalStage,
  disabledTlsVerification,
  dockerSocketMount,
  duplicateInstruction,
  duplicateStageName,
  endOfLifeImage,
  fixedPlatform,
  insecureDownload,
  invalidOnbuild,
  invalidPort,
  largeBaseImage,
  lonePackageUpdate,
  missingAssumeYes,
  missingBaseImage,
  missingDockerignore,
  missingHealthcheck,
  missingImageDigest,
  missingLockFile,
  missingMultiStageBuild,
  missingNoInstallRecommends,
  missingNoLogInit,
  missingPipefail,
  missingUser,
  mixedDownloadTools,
  npmInstallInsteadOfCi,
  pipeToShell,
  plaintextSecret,
  pointlessCommand,
  relativeWorkdir,
  remoteAdd,
  replacedDefaultShell,
  retainedPackageCache,
  rootUser,
  runtimePackageInstall,
  secretBuildArgument,
  selfCopyReference,
  selfReferencingEnv,
  shellFormCommand,
  sshPort,
  sudoInCommand,
  syntaxError,
  unknownStage,
  unnamedStageReference,
  unpinnedImage,
  unpinnedPackage,
  unpinnedTool,
  untrustedRegistry,
  upgradedBasePackage,
  worldWritablePermission,
];
