import type { Candidate } from '../../engine/format';

const NAME = /^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/i;
const CONTAINER_KEYS = [
  'image',
  'build',
  'container_name',
  'command',
  'ports',
  'volumes',
  'depends_on',
  'extends',
  'deploy',
  'restart',
];

/** In the order in which Compose looks for them (https://docs.docker.com/compose/intro/compose-application-model/#the-compose-file). */
export const MAIN_NAMES: readonly string[] = [
  'compose.yaml',
  'compose.yml',
  'docker-compose.yml',
  'docker-compose.yaml',
];

/** A name under which `docker compose` looks for the file of a project. */
export function isMainName(name: string): boolean {
  return MAIN_NAMES.includes(name);
}

/** By name (compose.yaml, docker-compose.prod.yml …), or by content: `services:` whose members look like containers. */
export function recognise({ name, file }: Candidate): boolean {
  const first = file.documents[0]?.document;
  if (NAME.test(name)) return true;
  const root = first?.root;
  if (root?.kind !== 'map' || root.get('apiVersion') || root.get('receivers')) return false;
  const services = root.get('services')?.value;
  if (services?.kind !== 'map') return false;
  return services.entries.some(({ value }) => value?.kind === 'map' && CONTAINER_KEYS.some((key) => value.get(key)));
}
