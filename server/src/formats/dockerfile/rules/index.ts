import type { Rule } from '../../../engine/rule';
import addInsteadOfCopy from './add-instead-of-copy';
import copyWithoutTrailingSlash from './copy-without-trailing-slash';
import deprecatedMaintainer from './deprecated-maintainer';
import duplicateInstruction from './duplicate-instruction';
import duplicateStageName from './duplicate-stage-name';
import fixedPlatform from './fixed-platform';
import invalidOnbuild from './invalid-onbuild';
import invalidPort from './invalid-port';
import missingBaseImage from './missing-base-image';
import missingHealthcheck from './missing-healthcheck';
import missingImageDigest from './missing-image-digest';
import missingUser from './missing-user';
import relativeWorkdir from './relative-workdir';
import remoteAdd from './remote-add';
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
  copyWithoutTrailingSlash,
  deprecatedMaintainer,
  duplicateInstruction,
  duplicateStageName,
  fixedPlatform,
  invalidOnbuild,
  invalidPort,
  missingBaseImage,
  missingHealthcheck,
  missingImageDigest,
  missingUser,
  relativeWorkdir,
  remoteAdd,
  rootUser,
  selfCopyReference,
  selfReferencingEnv,
  shellFormCommand,
  sshPort,
  syntaxError,
  unknownStage,
  unpinnedImage,
];
