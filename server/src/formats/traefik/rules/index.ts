import type { Rule } from '../../../engine/rule';
import ephemeralAcmeStorage from './ephemeral-acme-storage';
import exposedByDefault from './exposed-by-default';
import insecureApi from './insecure-api';
import missingAccessLog from './missing-access-log';
import missingCircuitBreaker from './missing-circuit-breaker';
import missingConsulCatalog from './missing-consul-catalog';
import missingDockerNetwork from './missing-docker-network';
import missingHttpsRedirect from './missing-https-redirect';
import missingRateLimit from './missing-rate-limit';
import missingRetry from './missing-retry';
import missingSecurityHeaders from './missing-security-headers';
import missingServicePort from './missing-service-port';
import missingTls from './missing-tls';
import skippedCertificateVerification from './skipped-certificate-verification';
import syntaxError from './syntax-error';
import unknownCertificateResolver from './unknown-certificate-resolver';
import unknownEntryPoint from './unknown-entry-point';
import unknownField from './unknown-field';
import unknownMiddleware from './unknown-middleware';
import unprotectedDashboard from './unprotected-dashboard';
import unusedProxy from './unused-proxy';
import weakTlsVersion from './weak-tls-version';

/** Every rule of the format, in the order of their ids. */
export const rules: readonly Rule[] = [
  ephemeralAcmeStorage,
  exposedByDefault,
  insecureApi,
  missingAccessLog,
  missingCircuitBreaker,
  missingConsulCatalog,
  missingDockerNetwork,
  missingHttpsRedirect,
  missingRateLimit,
  missingRetry,
  missingSecurityHeaders,
  missingServicePort,
  missingTls,
  skippedCertificateVerification,
  syntaxError,
  unknownCertificateResolver,
  unknownEntryPoint,
  unknownField,
  unknownMiddleware,
  unprotectedDashboard,
  unusedProxy,
  weakTlsVersion,
];
