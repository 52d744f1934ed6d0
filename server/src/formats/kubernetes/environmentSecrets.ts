import type { Token } from '../../document/text';
import { issuedTokens, judgeSecret, type SecretVerdict } from '../../secrets';
import type { Container, EnvironmentVariable } from './container';
import { isTemplateText } from './values';

/** A literal environment variable that holds a secret. */
export interface EnvironmentSecret {
  readonly container: Container;
  readonly variable: EnvironmentVariable;
  /** The value, or the token inside it. */
  readonly token: Token;
  /** What the value opens, where its form says so: "GitHub token". */
  readonly title: string | undefined;
}

/** Names whose value a password must not be equal to. */
const NEIGHBOUR_NAME = /(?:USER|USERNAME|LOGIN|DB|DATABASE|NAME)$/i;

/** Parts of names that say what a token is for or how long it lives. */
const DESCRIBING_PART = /_?(?:AUDIENCE|EXPIR)/i;

/** The beginning of a private key, also where copying it has cost some of its dashes. */
const PRIVATE_KEY = /-{3,5}BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY/;

/** Literal values of a container that are secrets by their name (and by what they look like), or by their form alone. */
export function environmentSecrets(container: Container, verdict: SecretVerdict): EnvironmentSecret[] {
  const { environment } = container;
  const related = [
    container.name,
    container.workload.name,
    ...environment.flatMap(({ name, value }) => (value && NEIGHBOUR_NAME.test(name.text) ? [value.text] : [])),
  ];
  return environment.flatMap((variable): EnvironmentSecret[] => {
    const { name, value } = variable;
    if (!value || isTemplateText(value.text)) return [];
    const [issued] = issuedTokens(value.text).filter(({ isExample }) => !isExample);
    if (issued) {
      const { title, start, end } = issued;
      return verdict === 'plaintext' ? [{ container, variable, token: value.partToken(start, end), title }] : [];
    }
    const judged = PRIVATE_KEY.test(value.text) ? 'plaintext' : judge(name.text, value.text, related);
    return judged === verdict ? [{ container, variable, token: value, title: undefined }] : [];
  });
}

function judge(name: string, value: string, related: readonly string[]): SecretVerdict | undefined {
  // A number under such a name is mostly a limit, a version or a switch.
  if (DESCRIBING_PART.test(name) || /^\d+(?:\.\d+)?$/.test(value)) return undefined;
  return judgeSecret(name, value, related);
}
