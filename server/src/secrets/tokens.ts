/** A token in the format of the service that issues it; offsets count in the text that was searched. */
export interface IssuedToken {
  /** What it opens, to be named in a message: "GitHub token". */
  readonly title: string;
  readonly start: number;
  readonly end: number;
  /** Printed in public documentation: it opens nothing. */
  readonly isExample: boolean;
}

interface TokenFormat {
  readonly title: string;
  readonly pattern: RegExp;
}

/** Formats with a fixed beginning, so that ordinary text is never taken for one. */
const FORMATS: readonly TokenFormat[] = [
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
  { title: 'AWS access key', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
  // https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
  { title: 'GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,})/g },
  // https://docs.gitlab.com/security/tokens/#token-prefixes
  { title: 'GitLab token', pattern: /\bgl(?:pat|dt|rt|ptt|ft|imt|agent|oas)-[A-Za-z0-9_=.-]{20,}/g },
  // https://docs.slack.dev/authentication/tokens/
  { title: 'Slack token', pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g },
  {
    title: 'Slack webhook',
    pattern: /https:\/\/hooks\.slack\.com\/(?:services|workflows)\/[A-Za-z0-9]+\/[A-Za-z0-9]+\/[A-Za-z0-9/]+/g,
  },
  // https://docs.stripe.com/keys
  { title: 'Stripe key', pattern: /\b[rs]k_live_[A-Za-z0-9]{16,}/g },
  { title: 'OpenAI key', pattern: /\bsk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{20,}/g },
  { title: 'Anthropic key', pattern: /\bsk-ant-[A-Za-z0-9_-]{20,}/g },
  // https://cloud.google.com/docs/authentication/api-keys
  { title: 'Google API key', pattern: /\bAIza[A-Za-z0-9_-]{35}/g },
  { title: 'SendGrid key', pattern: /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g },
  { title: 'npm token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { title: 'private key', pattern: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/g },
];

const BEGINNINGS =
  /AKIA|ASIA|gh[pousr]_|github_pat_|gl(?:pat|dt|rt|ptt|ft|imt|agent|oas)-|xox|hooks\.slack\.com|k_live_|sk-|AIza|SG\.|npm_|-----BEGIN /;

const EXAMPLE = /EXAMPLE|(.)\1{7}|abcdefgh|12345678|XXXX|T0{6,}|your/i;

/** Whether a text holds the beginning of a token: most hold none, and one look tells. */
export function mayHoldToken(text: string): boolean {
  return BEGINNINGS.test(text);
}

/** Every token of a known format in a text, in the order of the text. */
export function issuedTokens(text: string): IssuedToken[] {
  if (!mayHoldToken(text)) return [];
  return FORMATS.flatMap(({ title, pattern }) =>
    [...text.matchAll(pattern)].map(({ 0: token, index }) => ({
      title,
      start: index,
      end: index + token.length,
      isExample: EXAMPLE.test(token),
    })),
  ).sort((a, b) => a.start - b.start);
}
