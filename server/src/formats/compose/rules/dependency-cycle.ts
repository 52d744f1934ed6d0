import { finding, type Report } from '../../../engine/rule';
import type { ComposeFile, ComposeService } from '../model';
import { referencesOf, type ServiceReference } from '../serviceReferences';
import { composeRule } from '../rule';

interface Data {
  readonly service: ComposeService;
  readonly reference: ServiceReference;
  /** The services of the cycle in their order, the first one again at the end. */
  readonly path: readonly string[];
}

export default composeRule({
  id: 'compose/dependency-cycle',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Services wait for each other in a circle',
  why: 'None of them can be the first to start, so Compose refuses the whole project.',
  knownProblems: 'Each circle is reported once, at the reference that closes it.',
  references: ['https://docs.docker.com/compose/how-tos/startup-order/'],
  peers: ['compose-go:validate'],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:2.1\n    depends_on: [worker]\n  worker:\n    image: example/worker:2.1\n    depends_on: [api]\n',
    good: 'services:\n  api:\n    image: example/api:2.1\n    depends_on: [worker]\n  worker:\n    image: example/worker:2.1\n',
  },
  on: { file: (file) => cyclesIn(file) },
  message: ({ service, reference: { name, via }, path }: Data) =>
    name === service.name
      ? `\`${via}\` of "${service.name}" names the service itself: Compose refuses the project. Delete it.`
      : `These services wait for each other in a circle: ${path.join(' → ')}. Compose refuses the project; take one of the references away.`,
});

/** Depth first through the project in the order of its files, so that every file sees the same circles. */
function cyclesIn(file: ComposeFile): Report<Data>[] {
  const found: Report<Data>[] = [];
  const finished = new Set<string>();
  const visit = (service: ComposeService, path: readonly string[]): void => {
    for (const reference of referencesOf(service)) {
      const { name, token } = reference;
      const at = path.indexOf(name);
      const next = file.service(name);
      if (at >= 0) found.push(finding(token, { service, reference, path: [...path.slice(at), name] }));
      else if (next && !finished.has(name)) visit(next, [...path, name]);
    }
    finished.add(service.name);
  };
  for (const service of file.services) if (!finished.has(service.name)) visit(service, [service.name]);
  return found;
}
