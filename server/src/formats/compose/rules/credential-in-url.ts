import { replacePart, type Edits } from '../../../document/edit';
import type { YamlDocument } from '../../../document/document';
import type { ScalarView, YamlView } from '../../../document/view';
import { finding, type Report } from '../../../engine/rule';
import { urlCredentials, type UrlCredential } from '../../../secrets';
import { maskVariables, requiredVariable } from '../environmentSecrets';
import { variablesOf, type Variable } from '../interpolation';
import { composeRule } from '../rule';

/** What to call a password by the scheme of its URL. */
const STEMS: Readonly<Record<string, string>> = {
  http: 'HTTP',
  https: 'HTTP',
  amqp: 'BROKER',
  amqps: 'BROKER',
  redis: 'REDIS',
  rediss: 'REDIS',
  smtp: 'SMTP',
  smtps: 'SMTP',
  s3: 'S3',
};

/** A URL with a user and a password, as far as the text alone tells. */
const WITH_PASSWORD = /:\/\/[^\s/]*:[^\s/]*@/;

interface Data {
  readonly scalar: ScalarView;
  /** The key that the URL is the value of, or the nearest one above it. */
  readonly name: string;
  readonly credential: UrlCredential;
  /** The variable in whose default the URL stands. */
  readonly fallbackOf: Variable | undefined;
}

export default composeRule({
  id: 'compose/credential-in-url',
  severity: 'error',
  preset: 'recommended',
  category: 'secrets',
  since: '0.1.0',
  summary: 'URL holds a password',
  why: 'Everybody who can read the repository or `docker inspect` has the password, and programs print their URLs into logs and error reports.',
  knownProblems:
    'A password that is a variable, also one with a default, is not reported here. URLs in files that the service mounts are not read.',
  references: [
    'https://docs.docker.com/reference/compose-file/interpolation/',
    'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
  ],
  peers: ['kics:passwords_and_secrets', 'compose-lint:CL-0021'],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      DATABASE_URL: postgres://shop:Zk3vQ8nT1xW6@db:5432/shop\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      DATABASE_URL: postgres://shop:${DATABASE_PASSWORD:?set DATABASE_PASSWORD}@db:5432/shop\n',
  },
  on: {
    service: (service, { severity }) =>
      service.layers
        .flatMap((layer) => (holdsCredentials(layer.document) ? credentialsBelow(layer) : []))
        .map((report) => ({
          ...report,
          ...service.inOperation(severity),
        })),
    file: ({ root }) => {
      const configs = root.get('configs')?.value;
      return configs && holdsCredentials(configs.document) ? credentialsBelow(configs) : [];
    },
  },
  message: ({ name }) =>
    `${name} holds a password inside a URL: everybody who reads this file has it. Take it out, replace it where it is used, and require it from outside.`,
  fixes: [
    {
      kind: 'manual',
      title: (data) => `Require ${data.fallbackOf?.name ?? passwordName(data)} from outside`,
      edits: requirePassword,
    },
  ],
});

/** Most files hold no password in a URL, and then no service is looked at. */
function holdsCredentials(document: YamlDocument): boolean {
  let isHeld = known.get(document);
  if (isHeld === undefined) known.set(document, (isHeld = WITH_PASSWORD.test(document.text)));
  return isHeld;
}

const known = new WeakMap<YamlDocument, boolean>();

/** Whether a URL with a password can stand below a view, judged from the text alone: looking at every value costs far more. */
function mayHoldCredentials({ document, range }: YamlView): boolean {
  const text = document.text.slice(range.start, range.end);
  // What an alias stands for is written elsewhere.
  return WITH_PASSWORD.test(text) || text.includes('*');
}

/** Every URL with a password in the values below a view, however deep. */
function credentialsBelow(top: YamlView): Report<Data>[] {
  const reports: Report<Data>[] = [];
  const seen = new Set<YamlView>();
  const visit = (view: YamlView, name: string): void => {
    if (seen.has(view) || !mayHoldCredentials(view)) return;
    seen.add(view);
    if (view.kind === 'map') for (const { key, value } of view.entries) if (value) visit(value, key.text);
    if (view.kind === 'sequence') for (const item of view.items) visit(item, name);
    if (view.kind === 'scalar') reports.push(...credentialsIn(view, nameIn(view.text) ?? name));
  };
  visit(top, 'this value');
  return reports;
}

function credentialsIn(scalar: ScalarView, name: string): Report<Data>[] {
  const { text } = scalar;
  if (!text.includes('://')) return [];
  const report = ({ scheme, start, end }: UrlCredential, fallbackOf?: Variable): Report<Data> =>
    finding(scalar.partToken(start, end), { scalar, name, credential: { scheme, start, end }, fallbackOf });
  const written = urlCredentials(maskVariables(text)).map((credential) => report(credential));
  const defaults = variablesOf(text).flatMap((variable) => {
    const { fallback } = variable;
    if (!fallback) return [];
    return urlCredentials(maskVariables(fallback.text)).map(({ scheme, start, end }) =>
      report({ scheme, start: start + fallback.start, end: end + fallback.start }, variable),
    );
  });
  return [...written, ...defaults];
}

function requirePassword(data: Data): Edits {
  const { scalar, credential, fallbackOf } = data;
  if (fallbackOf) return replacePart(scalar, fallbackOf.start, fallbackOf.end, requiredVariable(fallbackOf.name));
  return replacePart(scalar, credential.start, credential.end, requiredVariable(passwordName(data)));
}

/** `DATABASE_PASSWORD` for `DATABASE_URL`; where the key says nothing, the scheme of the URL does. */
function passwordName({ name, credential }: Data): string {
  const isVariable = /^[A-Z_][A-Z0-9_]*$/i.test(name) && /[A-Z]/.test(name);
  const stem = isVariable ? name.replace(/_?(?:URL|URI|DSN|CONNECTION(?:_?STRING)?)$/i, '') : '';
  return `${stem === '' ? (STEMS[credential.scheme.toLowerCase()] ?? 'DB') : stem.toUpperCase()}_PASSWORD`;
}

/** The variable of a list item `NAME=value`. */
function nameIn(text: string): string | undefined {
  return /^([A-Za-z_][\w.-]*)=/.exec(text)?.[1];
}
