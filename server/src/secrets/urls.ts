/** A password inside a URL; offsets count in the text that was searched. */
export interface UrlCredential {
  readonly scheme: string;
  readonly start: number;
  readonly end: number;
}

const USER_INFO = /(?<![\w+.-])([a-z][a-z0-9+.-]*):\/\/([^\s/?#:@"'`<>\\]*):([^\s/?#"'`<>\\]+)@(?=[\w[$%.~\uFFFC-])/gi;
/** Read by a shell, by Kubernetes or by a template when the container starts: `$PW`, `$$PW`, `${PW}`, `$(PW)`, `{{ pw }}`, `%s`. */
const LATER = /\$?\$\{[^}]*\}|\$?\$\(+[^)]*\)+|\$?\$\w+|\{\{.*?\}\}|\{\w*\}|%(?:\(\w+\))?s(?!\w)|\uFFFC+/g;
const REDACTED = /^(?:\*+|x{3,}|\.{3,}|redacted|hidden|\[\w+\])$/i;

/** Every URL of the form `scheme://user:password@host` whose password holds a literal, in any text; UNKNOWN_PART is no literal. */
export function urlCredentials(text: string): UrlCredential[] {
  if (!text.includes('://') || !text.includes('@')) return [];
  return [...text.matchAll(USER_INFO)].flatMap((match) => {
    const [, scheme = '', user = '', password = ''] = match;
    const start = match.index + scheme.length + 3 + user.length + 1;
    const literal = password.replace(LATER, '');
    return literal === '' || REDACTED.test(literal) ? [] : [{ scheme, start, end: start + password.length }];
  });
}
