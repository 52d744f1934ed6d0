import type { Edits } from '../../document/edit';
import { resolvePath } from '../../engine/paths';
import type { Surroundings } from '../../engine/surroundings';
import { appendArguments, commandLineOf, optionOf } from './commandLine';
import { fileInContainer } from './containerFiles';
import type { ComposeService } from './model';

/** Where Traefik looks for its static configuration by itself. */
const USUAL = ['/etc/traefik/traefik.yml', '/etc/traefik/traefik.yaml', '/etc/traefik/traefik.toml'];

/** Whether the Traefik of a service answers `traefik healthcheck`. Undefined where the static configuration cannot be read. */
export function answersPing(service: ComposeService, surroundings: Surroundings): boolean | undefined {
  const words = commandLineOf(service);
  if (words.some(({ isKnown }) => !isKnown) || service.get('env_file')) return undefined;
  if (words.some(({ text }) => /^--ping(?!=false)/i.test(text))) return true;
  if (service.environment.some(({ name, value }) => name.startsWith('TRAEFIK_PING') && value !== 'false')) return true;
  const named = optionOf(words, '--configfile', '--configFile')?.value;
  const files = (named === undefined ? USUAL : [named]).map((path) =>
    fileInContainer(service, resolvePath('/', path), surroundings),
  );
  if (files.some(({ state }) => state === 'unread')) return undefined;
  return files.some((file) => file.state === 'read' && /^(?:ping\s*:|\[ping\])/m.test(file.text));
}

/** Switches the ping endpoint on in the command; undefined where Traefik is configured by a file. */
export function switchPingOn(service: ComposeService): Edits {
  const off = optionOf(commandLineOf(service), '--ping');
  if (off) return off.replace('true');
  // A file and options of the command exclude each other.
  const hasOptions = commandLineOf(service).some(({ text }) => /^--(?!config)/i.test(text));
  return hasOptions || !service.get('command') ? appendArguments(service, ['--ping=true'], []) : undefined;
}
