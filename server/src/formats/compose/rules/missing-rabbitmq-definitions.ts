import { finding } from '../../../engine/rule';
import { commandLineOf } from '../commandLine';
import { serviceMounts } from '../mounts';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/missing-rabbitmq-definitions',
  severity: 'hint',
  preset: 'off',
  category: 'reliability',
  since: '0.1.0',
  summary: 'RabbitMQ starts without definitions',
  why: 'Users, queues and policies that were made by hand are gone with the volume. Definitions that are loaded at the start make a new node like the old one.',
  knownProblems:
    'Clients may declare what they need by themselves. A mounted configuration is not read: it may load definitions.',
  references: ['https://www.rabbitmq.com/docs/definitions#import-on-boot'],
  examples: {
    bad: 'services:\n  queue:\n    image: rabbitmq:4.2.4\n',
    good: 'services:\n  queue:\n    image: rabbitmq:4.2.4\n    volumes:\n      - ./rabbitmq/conf.d:/etc/rabbitmq/conf.d:ro\n      - ./rabbitmq/definitions.json:/etc/rabbitmq/definitions.json:ro\n',
  },
  on: {
    service(service) {
      if (
        service.knownImage?.kind !== 'rabbitmq' ||
        service.isPartial ||
        service.get('configs') ||
        service.get('entrypoint')
      )
        return undefined;
      const isMounted = serviceMounts(service).some(({ target }) =>
        /\/etc\/rabbitmq|definitions/.test(target?.text ?? ''),
      );
      const isTold =
        service.environment.some(({ value }) => /load_definitions/.test(value ?? '')) ||
        commandLineOf(service).some(({ text }) => text.includes('definitions'));
      return isMounted || isTold ? undefined : finding(service.key, { service }, { subject: service.subject });
    },
  },
  message: ({ service }) =>
    `With its volume "${service.name}" loses its users, queues and policies. Export the definitions, mount them, and set \`load_definitions\`.`,
});
