import type { Rule } from '../../../engine/rule';
import databaseScrapePort from './database-scrape-port';
import duplicateKey from './duplicate-key';
import hostNetwork from './host-network';
import implicitPrivilegeEscalation from './implicit-privilege-escalation';
import missingAntiAffinity from './missing-anti-affinity';
import missingLivenessProbe from './missing-liveness-probe';
import missingMemoryLimit from './missing-memory-limit';
import missingReadinessProbe from './missing-readiness-probe';
import missingRunAsNonRoot from './missing-run-as-non-root';
import plaintextSecret from './plaintext-secret';
import privilegedContainer from './privileged-container';
import syntaxError from './syntax-error';
import unpinnedImage from './unpinned-image';

/** Every rule of the format, in the order of their ids. */
export const rules: readonly Rule[] = [
  databaseScrapePort,
  duplicateKey,
  hostNetwork,
  implicitPrivilegeEscalation,
  missingAntiAffinity,
  missingLivenessProbe,
  missingMemoryLimit,
  missingReadinessProbe,
  missingRunAsNonRoot,
  plaintextSecret,
  privilegedContainer,
  syntaxError,
  unpinnedImage,
];
