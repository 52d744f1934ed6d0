import type { Edits } from '../../../document/edit';
import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { commandLineOf, replaceWord, type CommandWord } from '../commandLine';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/keycloak-development-mode',
  severity: 'warning',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Keycloak runs in development mode',
  why: 'In development mode Keycloak accepts any host name and plain HTTP, switches caches off, and keeps its users in a file inside the container unless told otherwise.',
  knownProblems: 'Services that only start in profiles for development are exempt.',
  references: [
    'https://www.keycloak.org/server/configuration-production',
    'https://www.keycloak.org/server/hostname',
    'https://www.keycloak.org/server/reverseproxy',
  ],
  examples: {
    bad: 'services:\n  sso:\n    image: quay.io/keycloak/keycloak:26.4.7\n    command: start-dev\n    environment:\n      KC_DB: postgres\n',
    good: 'services:\n  sso:\n    image: quay.io/keycloak/keycloak:26.4.7\n    command: start\n    environment:\n      KC_DB: postgres\n      KC_HOSTNAME: https://sso.example.com\n      KC_PROXY_HEADERS: xforwarded\n      KC_HTTP_ENABLED: "true"\n',
  },
  on: {
    service(service, { severity }) {
      if (service.knownImage?.kind !== 'keycloak' || service.lenient(severity) !== severity) return undefined;
      const word = commandLineOf(service).find(({ text }) => text === 'start-dev');
      return word && finding(word.token, { service, word });
    },
  },
  message: ({ service }) =>
    `"${service.name}" runs in development mode: any host name, no TLS, no caches. Use \`start\`, with a host name and TLS or a proxy in front.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Start it for production, behind a proxy',
      edits: ({ service, word }) => startForProduction(service, word),
    },
  ],
});

function startForProduction(service: ComposeService, word: CommandWord): Edits {
  const started = replaceWord(word, 'start');
  const isSet = (name: string): boolean => service.environment.some((one) => one.name === name);
  const variables = Object.entries({
    KC_HOSTNAME: placeholder('https://sso.example.com'),
    KC_PROXY_HEADERS: placeholder('xforwarded'),
    KC_HTTP_ENABLED: 'true',
  }).filter(([name]) => !isSet(name));
  const added = service.get('environment')
    ? variables.map(([name, value]) => service.addVariable(name, value))
    : [service.insert(['environment'], Object.fromEntries(variables))];
  return started && added.every((edit) => edit !== undefined) ? [...started, ...added.flat()] : undefined;
}
