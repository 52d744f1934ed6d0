import { replacePart, type Edits } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { parseImageReference } from '../../../images';
import { commandLineOf } from '../commandLine';
import { referencesIn } from '../clientReferences';
import type { ComposeService } from '../model';
import { serviceMounts } from '../mounts';
import { portRange, publishedPorts } from '../ports';
import { composeRule } from '../rule';

const PORT = 15672;

export default composeRule({
  id: 'compose/missing-rabbitmq-management',
  severity: 'warning',
  preset: 'recommended',
  category: 'observability',
  since: '0.1.0',
  summary: 'RabbitMQ is used with a management port that it does not have',
  why: 'Only the tags with "-management" switch the plugin on. Without it nothing listens on 15672: no interface, no API, no health check of a load balancer.',
  references: ['https://hub.docker.com/_/rabbitmq', 'https://www.rabbitmq.com/docs/management'],
  examples: {
    bad: 'services:\n  queue:\n    image: rabbitmq:4.2.4\n    ports:\n      - 127.0.0.1:15672:15672\n',
    good: 'services:\n  queue:\n    image: rabbitmq:4.2.4-management\n    ports:\n      - 127.0.0.1:15672:15672\n',
  },
  on: {
    service(service) {
      const { image, knownImage } = service;
      if (knownImage?.kind !== 'rabbitmq' || !image?.known || service.get('entrypoint')) return undefined;
      if (/management/.test(image.reference.tag ?? '') || image.reference.digest !== undefined || hasPlugins(service))
        return undefined;
      return isUsed(service) ? finding(image.token, { service }) : undefined;
    },
  },
  message: ({ service }) =>
    `Port ${PORT} of "${service.name}" is used, but nothing listens there: this image comes without the management plugin. Take its "-management" tag.`,
  fixes: [
    { kind: 'review', title: 'Take the tag with the management plugin', edits: ({ service }) => addPlugin(service) },
  ],
});

function hasPlugins(service: ComposeService): boolean {
  const mounts = serviceMounts(service).some(({ target }) =>
    /^\/etc\/rabbitmq(?:\/enabled_plugins)?\/?$/.test(target?.text ?? ''),
  );
  const commands = commandLineOf(service).some(({ text }) => text.includes('rabbitmq-plugins'));
  const others = service.get('configs') ?? service.environment.some(({ name }) => /PLUGINS/.test(name));
  return mounts || commands || Boolean(others);
}

function isUsed(service: ComposeService): boolean {
  const published = publishedPorts(service).some(({ target }) => {
    const range = portRange(target);
    return range !== undefined && range.first <= PORT && PORT <= range.last;
  });
  const isNamed = (text: string | undefined): boolean => new RegExp(`(?<!\\d)${PORT}(?!\\d)`).test(text ?? '');
  return (
    published ||
    service.variables('labels').some(({ name, value }) => /loadbalancer\.server\.port$/.test(name) && isNamed(value)) ||
    referencesIn(service.file).some(({ to, address }) => to === service && isNamed(address))
  );
}

/** `4.2-alpine` has `4.2-management-alpine` beside it. */
function addPlugin({ image }: ComposeService): Edits {
  if (!image || image.hasVariables) return undefined;
  const { nameEnd, tag, tagEnd } = parseImageReference(image.token.text);
  if (tag === undefined || tagEnd === undefined) return replacePart(image.token, nameEnd, nameEnd, ':management');
  const at = tag.endsWith('alpine') ? tagEnd - 'alpine'.length : tagEnd;
  const isWord = tag === 'alpine' || tag === 'latest';
  if (isWord)
    return replacePart(image.token, tagEnd - tag.length, tagEnd, tag === 'alpine' ? 'management-alpine' : 'management');
  return replacePart(image.token, at, at, tag.endsWith('alpine') ? 'management-' : '-management');
}
