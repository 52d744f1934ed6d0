import { placeholder } from '../../../document/render';
import { finding, type Report } from '../../../engine/rule';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';
import { serviceTexts, type ServiceText } from '../serviceTexts';

const YES = /^(?:true|1|yes|on)$/i;
/** What switches debugging on, and what belongs there in production. */
const SWITCHES: readonly (readonly [RegExp, RegExp, string])[] = [
  [/^(?:\w+_)?DEBUG(?:_MODE)?$/, YES, 'false'],
  [
    /^(?:NODE_ENV|RAILS_ENV|RACK_ENV|FLASK_ENV|APP_ENV|ASPNETCORE_ENVIRONMENT|DOTNET_ENVIRONMENT)$/,
    /^(?:development|dev)$/i,
    'production',
  ],
  [/LOG_?LEVEL$/i, /^(?:debug|trace|verbose)$/i, 'info'],
];

interface Data {
  readonly service: ComposeService;
  readonly name: string;
  readonly source: ServiceText;
  readonly production: string;
}

export default composeRule({
  id: 'compose/debug-mode',
  severity: 'info',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Service runs in debug mode',
  why: 'Debug mode shows stack traces and settings to visitors, writes secrets into logs and slows everything down. Some frameworks run code for whoever asks.',
  knownProblems:
    'Files named for development or tests (`*.dev.*`, `*.override.*`) services of a development profile and those built from a development stage are left alone.',
  references: [
    'https://owasp.org/Top10/A05_2021-Security_Misconfiguration/',
    'https://flask.palletsprojects.com/en/stable/debugging/',
    'https://nodejs.org/en/learn/getting-started/nodejs-the-difference-between-development-and-production',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      APP_DEBUG: "true"\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      APP_DEBUG: "false"\n',
  },
  on: {
    service(service, { severity }) {
      const isForDevelopment = service.file.isForDevelopment || service.lenient('error') !== 'error';
      if (isForDevelopment || service.environment.length === 0) return [];
      return serviceTexts(service).flatMap((source): Report<Data>[] => {
        const { name, text } = source;
        const found = name === undefined ? undefined : SWITCHES.find(([pattern]) => pattern.test(name));
        if (name === undefined || !found?.[1].test(text.trim())) return [];
        const data = { service, name, source, production: found[2] };
        return [finding(source.tokenOf(0, text.length), data, { severity })];
      });
    },
  },
  message: ({ service, name, production }: Data) =>
    `${name} puts "${service.name}" into debug mode, which tells visitors and logs too much. Set it to ${production} where the stack serves others.`,
  fixes: [
    {
      kind: 'manual',
      title: ({ production }) => `Set it to ${production}`,
      edits: ({ source, production }) => source.replace(0, source.text.length, placeholder(production)),
    },
  ],
});
