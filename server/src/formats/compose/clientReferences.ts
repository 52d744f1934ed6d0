import type { Token } from '../../document/text';
import { commandLineOf } from './commandLine';
import { hostsOf } from './declared';
import type { ComposeFile, ComposeService } from './model';

/** A place in which one service names another one as the host it talks to. */
export interface Reference {
  readonly from: ComposeService;
  readonly to: ComposeService;
  readonly token: Token;
  /** The variable that holds it; undefined for a word of the command. */
  readonly variable: string | undefined;
  /** The whole value, variables filled in. */
  readonly value: string;
}

/** Variables that hold nothing but the name of a host, or of several. */
const HOST_NAME = /(?:^|_)(?:HOSTS?|HOSTNAME|SERVERS?|ADDR|ADDRESS|ENDPOINTS?|BROKERS?|BOOTSTRAP|NODES?)$/i;
/** Lists of what is not to be sent through a proxy, and the own name of a service. */
const NO_CLIENT = /^(?:no_proxy|HOSTNAME|VIRTUAL_HOST|LETSENCRYPT_HOST|SERVER_NAME|CORS_\w+|ALLOWED_\w+)$/i;
/** `scheme://user:password@host:port`, `host:port`, also in lists. */
const ADDRESS = /(?:^|[\s,;="'(]|:\/\/(?:[^\s/@]*@)?|@(?:tcp\()?)([A-Za-z0-9][\w.-]*)(?=:\d{2,5}\b|[/?,]|$|\))/g;

const known = new WeakMap<ComposeFile, readonly Reference[]>();

/** Every address of one service in the variables and commands of another one. */
export function referencesIn(file: ComposeFile): readonly Reference[] {
  let references = known.get(file);
  if (!references) known.set(file, (references = readReferences(file)));
  return references;
}

function readReferences(file: ComposeFile): Reference[] {
  const byHost = new Map<string, ComposeService>();
  for (const service of file.services) for (const host of hostsOf(service)) byHost.set(host, service);
  return file.services.flatMap((from) => {
    const found: Reference[] = [];
    const add = (text: string, token: Token, variable: string | undefined): void => {
      for (const host of hostsIn(text, variable)) {
        const to = byHost.get(host);
        if (to && to !== from) found.push({ from, to, token, variable, value: text });
      }
    };
    for (const { name, value, scalar, valueStart } of from.environment) {
      if (value === undefined || NO_CLIENT.test(name)) continue;
      const token = valueStart > 0 ? scalar.partToken(valueStart, valueStart + value.length) : scalar;
      add(from.interpolate(scalar, value).text, token, name);
    }
    for (const { text, token } of commandLineOf(from)) add(text, token, undefined);
    return found;
  });
}

function hostsIn(text: string, variable: string | undefined): string[] {
  const isHost = variable !== undefined && HOST_NAME.test(variable);
  return [...text.matchAll(ADDRESS)].flatMap((match) => {
    const host = match[1] ?? '';
    const behind = text.slice(match.index + match[0].length);
    const isAddress = /:\/\/|@/.test(match[0]) || /^:\d/.test(behind);
    return isAddress || isHost ? host : [];
  });
}
