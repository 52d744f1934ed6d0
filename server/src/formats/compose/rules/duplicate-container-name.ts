import { replaceScalar } from '../../../document/edit';
import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import type { ComposeService } from '../model';
import { canRunTogether } from '../profiles';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/duplicate-container-name',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  crossFile: true,
  summary: 'Two services have the same container name',
  why: 'A name can be given once on a host. Compose refuses the whole project when two of its services ask for the same one.',
  knownProblems:
    'Services that never run together because their profiles differ are exempt, and so are names with variables.',
  references: ['https://docs.docker.com/reference/compose-file/services/#container_name'],
  peers: ['dclint:no-duplicate-container-names', 'compose-go:validate'],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    container_name: shop\n  api:\n    image: example/api:2.1\n    container_name: shop\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    container_name: shop\n  api:\n    image: example/api:2.1\n    container_name: shop-2\n',
  },
  on: {
    file({ services }) {
      const named = services.flatMap((service) => {
        const name = service.text('container_name');
        return name && !name.hasVariables && name.text !== '' ? [{ service, name }] : [];
      });
      return named.map(({ service, name }, index) => {
        const other = named.find((one, at) => {
          // Of two in one file the second one is reported; of two in different files each in its own.
          const isEarlier = at < index || (at > index && one.name.token.document !== name.token.document);
          return isEarlier && one.name.text === name.text && isAnother(one.service, service);
        });
        if (!other) return undefined;
        const related = [{ token: other.name.token, message: `"${other.service.name}" has it here` }];
        return finding(name.token, { service, token: name.token, other: other.service.name }, { related });
      });
    },
  },
  message: ({ service, token, other }) =>
    `"${service.name}" has the container name "${token.text}", and so has "${other}": Compose refuses the project. Give one of them another name, or none.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Give it a name of its own',
      edits: ({ token }) => replaceScalar(token, placeholder(`${token.text}-2`)),
    },
  ],
});

function isAnother(one: ComposeService, other: ComposeService): boolean {
  return one.name !== other.name && canRunTogether(one, other);
}
