import { renameKey, replaceScalar, type Edits } from '../../../document/edit';
import { finding, type Report } from '../../../engine/rule';
import { requiredVariable } from '../environmentSecrets';
import { deleteVariable, type ComposeService, type EnvironmentVariable } from '../model';
import { publishedPorts, publishesPorts } from '../ports';
import { composeRule } from '../rule';

/** A variable that opens a server, the values with which it does, and the password that takes its place. */
interface Opening {
  readonly name: RegExp;
  readonly value: RegExp;
  readonly password: string | undefined;
}

const YES = /^(?:yes|true|1|on)$/i;
const OPENINGS: readonly Opening[] = [
  { name: /^POSTGRES_HOST_AUTH_METHOD$/, value: /^trust$/i, password: 'POSTGRES_PASSWORD' },
  // Its images look only whether there is a value.
  { name: /^MYSQL_ALLOW_EMPTY_PASSWORD$/, value: /./, password: 'MYSQL_ROOT_PASSWORD' },
  { name: /^MARIADB_ALLOW_EMPTY_(?:ROOT_)?PASSWORD$/, value: /./, password: 'MARIADB_ROOT_PASSWORD' },
  { name: /^MYSQL_ALLOW_EMPTY_ROOT_PASSWORD$/, value: /./, password: 'MYSQL_ROOT_PASSWORD' },
  { name: /^(?:\w+_)?ALLOW_EMPTY_PASSWORD$/, value: YES, password: undefined },
  { name: /^ALLOW_ANONYMOUS_LOGIN$/, value: YES, password: undefined },
  { name: /^xpack\.security\.enabled$/, value: /^false$/i, password: undefined },
  { name: /^(?:plugins\.security\.disabled|DISABLE_SECURITY_PLUGIN)$/, value: /^true$/i, password: undefined },
];

interface Data {
  readonly service: ComposeService;
  readonly variable: EnvironmentVariable;
  readonly password: string | undefined;
  readonly isPublished: boolean;
}

export default composeRule({
  id: 'compose/passwordless-database',
  severity: 'error',
  preset: 'recommended',
  category: 'secrets',
  since: '0.1.0',
  summary: 'Data store lets everybody in',
  why: 'Without a password every container of the network, and everybody who reaches the port, reads, changes and deletes all data. Open databases are found and held to ransom by machines.',
  knownProblems:
    'Settings in the environment only, not in configuration files. Not published on the network it is a warning.',
  references: [
    'https://hub.docker.com/_/postgres#postgres_host_auth_method',
    'https://hub.docker.com/_/mysql#mysql_allow_empty_password',
    'https://www.elastic.co/docs/deploy-manage/security',
  ],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    environment:\n      POSTGRES_HOST_AUTH_METHOD: trust\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    environment:\n      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD}\n',
  },
  on: {
    service: (service) => service.environment.map((variable) => judge(service, variable)),
  },
  message: ({ service, variable, isPublished }: Data) =>
    isPublished
      ? `${variable.name} lets everybody into "${service.name}", and its port is open to the network. Set a password, and publish it on 127.0.0.1 at most.`
      : `${variable.name} lets everybody on the network into "${service.name}". Set a password.`,
  fixes: [
    {
      kind: 'manual',
      title: ({ password }) => `Require ${password ?? 'a password'}`,
      edits: requirePassword,
    },
  ],
});

function judge(service: ComposeService, variable: EnvironmentVariable): Report<Data> | undefined {
  const { name, value, scalar, valueStart } = variable;
  const opening = OPENINGS.find((one) => one.name.test(name));
  const written = opening && value !== undefined ? service.interpolate(scalar, value) : undefined;
  if (!opening || !written?.known || !opening.value.test(written.text)) return undefined;
  const isPublished =
    publishesPorts(service) === true && publishedPorts(service).some(({ reach }) => reach === 'everywhere');
  const token = valueStart > 0 ? scalar.partToken(valueStart, scalar.text.length) : scalar;
  const data = { service, variable, password: opening.password, isPublished };
  return finding(token, data, service.inOperation(isPublished ? 'error' : 'warning'));
}

/** Not in development, where it is mostly meant. The password in place of the permission; the permission alone goes where there is a password already. */
function requirePassword({ service, variable, password }: Data): Edits {
  const isForDevelopment = service.lenient('error') !== 'error';
  if (password === undefined || isForDevelopment || variable.holder.aliased) return undefined;
  const names = [password, `${password}_FILE`, password.replace('MARIADB', 'MYSQL')];
  if (service.environment.some(({ name }) => names.includes(name))) return deleteVariable(variable);
  const { entry, scalar } = variable;
  const value = requiredVariable(password);
  if (!entry) return replaceScalar(scalar, `${password}=${value}`);
  const renamed = renameKey(entry, password);
  const replaced = replaceScalar(scalar, value);
  return renamed && replaced && [...renamed, ...replaced];
}
