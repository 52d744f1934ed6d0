import type { Rule } from '../../../engine/rule';
import duplicateKey from './duplicate-key';
import missingAlertmanager from './missing-alertmanager';
import missingRuleFiles from './missing-rule-files';
import nonHttpScrapePort from './non-http-scrape-port';
import syntaxError from './syntax-error';
import unknownRuleFile from './unknown-rule-file';
import unknownScrapeTarget from './unknown-scrape-target';

/** Every rule of the format, in the order of their ids. */
export const rules: readonly Rule[] = [
  duplicateKey,
  missingAlertmanager,
  missingRuleFiles,
  nonHttpScrapePort,
  syntaxError,
  unknownRuleFile,
  unknownScrapeTarget,
];
