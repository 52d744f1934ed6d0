/** A folder that is called `test` alone may hold anything, down to somebody's whole trial. */
const FIXTURES =
  /(?:^|\/)(?:testdata|test-?fixtures|test[-_](?:data|certs|certificates|resources|assets)|fixtures|__fixtures__|__tests__|e2e|(?:unit|manual|integration|functional|acceptance|e2e|end-to-end)[-_]?tests?(?:[-_][^/]*)?)\//;

/** Whether a file lies where tests keep what they start and throw away. */
export function isTestFixture(path: string): boolean {
  return FIXTURES.test(path);
}

/** Whether a stage of a Dockerfile is called `dev`, `development` or the like: it is built for those who work on it. */
export function isDevelopmentStage(name: string): boolean {
  return /(?:^|[-_])(?:dev|develop|development|debug)(?:[-_]|$)/i.test(name);
}
