import type { Rule } from '../../../engine/rule';
import addInsteadOfCopy from './add-instead-of-copy';
import aptInsteadOfAptGet from './apt-instead-of-apt-get';
import copyWithoutTrailingSlash from './copy-without-trailing-slash';
import deprecatedMaintainer from './deprecated-maintainer';
import duplicateInstruction from './duplicate-instruction';
import duplicateStageName from './duplicate-stage-name';
import fixedPlatform from './fixed-platform';
import invalidOnbuild from './invalid-onbuild';
import invalidPort from './invalid-port';
import lonePackageUpdate from './lone-package-update';
import missingAssumeYes from './missing-assume-yes';
import missingBaseImage from './missing-base-image';
import missingHealthcheck from './missing-healthcheck';
import missingImageDigest from './missing-image-digest';
import missingNoInstallRecommends from './missing-no-install-recommends';
import missingUser from './missing-user';
import relativeWorkdir from './relative-workdir';
import remoteAdd from './remote-add';
import retainedPackageCache from './retained-package-cache';
import rootUser from './root-user';
import selfCopyReference from './self-copy-reference';
import selfReferencingEnv from './self-referencing-env';
import shellFormCommand from './shell-form-command';
import sshPort from './ssh-port';
import syntaxError from './syntax-error';
import unknownStage from './unknown-stage';
import unpinnedImage from './unpinned-image';

export const rules: readonly Rule[] = [
  addInsteadOfCopy,
  aptInsteadOfAptGet,
  copyWithoutTrailingSlash,
  deprecatedMaintainer,
  duplicateInstruction,
  duplicateStageName,
  fixedPlatform,
  invalidOnbuild,
  invalidPort,
  lonePackageUpdate,
  missingAssumeYes,
  missingBaseImage,
  missingHealthcheck,
  missingImageDigest,
  missingNoInstallRecommends,
  missingUser,
  relativeWorkdir,
  remoteAdd,
  retainedPackageCache,
  rootUser,
  selfCopyReference,
  selfReferencingEnv,
  shellFormCommand,
  sshPort,
  syntaxError,
  unknownStage,
  unpinnedImage,
];
