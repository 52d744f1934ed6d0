import type { Rule } from '../../../engine/rule';
import ambiguousUnit from './ambiguous-unit';
import credentialInUrl from './credential-in-url';
import disabledDatabaseTls from './disabled-database-tls';
import duplicateKey from './duplicate-key';
import missingConnectionLimit from './missing-connection-limit';
import outOfRangeValue from './out-of-range-value';
import secretInExample from './secret-in-example';
import shortSecret from './short-secret';
import syntaxError from './syntax-error';
import trackedEnvFile from './tracked-env-file';
import undocumentedVariable from './undocumented-variable';
import unquotedSpecialCharacter from './unquoted-special-character';
import unusedVariable from './unused-variable';
import weakDefaultSecret from './weak-default-secret';

/** Every rule of the format, in the order of their ids. */
export const rules: readonly Rule[] = [
  ambiguousUnit,
  credentialInUrl,
  disabledDatabaseTls,
  duplicateKey,
  missingConnectionLimit,
  outOfRangeValue,
  secretInExample,
  shortSecret,
  syntaxError,
  trackedEnvFile,
  undocumentedVariable,
  unquotedSpecialCharacter,
  unusedVariable,
  weakDefaultSecret,
];
