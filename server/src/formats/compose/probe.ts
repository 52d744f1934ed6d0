import type { Token } from '../../document/text';
import type { Entry, ScalarView } from '../../document/view';
import { replacePart, type Edits } from '../../document/edit';
import { isShell, parseShell, type ShellCommand, type ShellNode } from '../../shell';
import { Expansion, partOf, type Part } from './expansion';
import { hasOwnTest } from './healthTiming';
import type { ComposeService } from './model';

/** Ports of servers that speak a protocol of their own. */
export const DATABASE_SERVERS: Readonly<Record<number, string>> = {
  5432: 'PostgreSQL',
  3306: 'MySQL',
  6379: 'Redis',
  27017: 'MongoDB',
  5672: 'RabbitMQ',
  11211: 'Memcached',
};

/** A word of a health check, with what stands around it taken off. */
export interface ProbeWord {
  readonly text: string;
  readonly token: Token;
  /** Replaces it; undefined where it comes out of a variable. */
  replace(text: string): Edits;
}

/** One program that a health check starts. */
export interface ProbeCommand {
  /** Without folders. */
  readonly name: string;
  readonly program: ProbeWord;
  readonly args: readonly ProbeWord[];
  /** Undefined for the one program of the form `CMD`. */
  readonly shell: ShellCommand | undefined;
}

/** The test of a health check. */
export interface Probe {
  readonly test: Entry;
  /** `exec`: the words of `CMD` as they are; `shell`: a script. */
  readonly form: 'exec' | 'shell';
  /** What a shell reads, its own or one that `CMD` starts; undefined where there is none. */
  readonly script: { readonly text: string; readonly root: ShellNode } | undefined;
  readonly commands: readonly ProbeCommand[];
  /** The whole test as one text. */
  readonly text: string;
}

/** Undefined where the service has no test of its own, or a variable says what it is. */
export function probeOf(service: ComposeService): Probe | undefined {
  return service.once('probe', () => readProbe(service));
}

function readProbe(service: ComposeService): Probe | undefined {
  const test = service.get('healthcheck', 'test');
  if (!test || !hasOwnTest(service)) return undefined;
  const scalars = service.items('healthcheck', 'test').map(({ view }) => view);
  if (!scalars.every((view): view is ScalarView => view.kind === 'scalar')) return undefined;
  const parts = scalars.map((scalar) => whole(service, scalar));
  if (test.value?.kind === 'scalar') return parts[0] && shellProbe(service, test, parts[0], 'shell');
  const [kind, ...words] = parts;
  const [first, ...args] = words;
  if (!first) return undefined;
  if (kind?.text === 'CMD-SHELL') return shellProbe(service, test, first, 'shell');
  if (kind?.text !== 'CMD') return undefined;
  const name = nameOf(first.text);
  const script = args.findIndex(({ text }) => /^-[a-z]*c$/.test(text));
  const inner = script < 0 ? undefined : args[script + 1];
  if (isShell(name) && inner) {
    const nested = shellProbe(service, test, inner, 'exec');
    return { ...nested, commands: [commandOf(first, args), ...nested.commands] };
  }
  const text = words.map((word) => word.text).join(' ');
  return { test, form: 'exec', script: undefined, commands: [commandOf(first, args)], text };
}

function whole(service: ComposeService, scalar: ScalarView): Part {
  const expansion = new Expansion(scalar.text, service.file.variablesFor(scalar));
  return partOf(scalar, expansion, 0, expansion.text.length);
}

function commandOf(program: Part, args: readonly Part[]): ProbeCommand {
  return {
    name: nameOf(program.text),
    program: new PartWord(program),
    args: args.map((part) => new PartWord(part)),
    shell: undefined,
  };
}

function shellProbe(service: ComposeService, test: Entry, { scalar }: Part, form: Probe['form']): Probe {
  const expansion = new Expansion(scalar.text, service.file.variablesFor(scalar));
  const script = parseShell(expansion.text);
  const commands = script.commands.flatMap((shell): ProbeCommand[] => {
    const { call } = shell;
    if (!call) return [];
    const [program, ...args] = [call.word, ...call.args].map((word): ProbeWord => {
      const { start, end } = word.range;
      const text = word.plain ?? word.text;
      // Inside of quotes, which stay.
      const margin = /^(["'])[^"']*\1$/.test(word.text) && word.text.slice(1, -1) === text ? 1 : 0;
      return new PartWord(partOf(scalar, expansion, start + margin, end - margin), text);
    });
    return program ? [{ name: call.name, program, args, shell }] : [];
  });
  return { test, form, script: { text: expansion.text, root: script.root }, commands, text: expansion.text };
}

class PartWord implements ProbeWord {
  constructor(
    private readonly part: Part,
    readonly text = part.text,
  ) {}

  get token(): Token {
    return this.part.token;
  }

  replace(text: string): Edits {
    const { scalar, written, outer } = this.part;
    const isVariable = !written || written.start !== outer.start || written.end !== outer.end;
    return isVariable ? undefined : replacePart(scalar, written.start, written.end, text);
  }
}

function nameOf(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1);
}

/** An address that a health check asks for over HTTP. */
export interface ProbeRequest {
  readonly command: ProbeCommand;
  readonly word: ProbeWord;
  readonly scheme: 'http' | 'https';
  readonly host: string;
  /** The one that is written, or that of the scheme. */
  readonly port: number;
  /** Offset of the host in the word. */
  readonly hostStart: number;
}

const ADDRESS = /^(?:(https?):\/\/)?([\w.-]+|\[[0-9a-f:]+\])(?::(\d+))?(?=[/?#]|$)/i;
const CLIENTS: ReadonlySet<string> = new Set(['curl', 'wget', 'http', 'httpie', 'xh']);

/** The requests of curl and wget whose address is known. */
export function requestsOf(probe: Probe): ProbeRequest[] {
  return probe.commands.flatMap((command) => {
    if (!CLIENTS.has(command.name)) return [];
    return command.args.flatMap((word): ProbeRequest[] => {
      const match = ADDRESS.exec(word.text);
      if (!match || (!match[1] && !/^(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])/.test(word.text))) return [];
      const scheme = match[1]?.toLowerCase() === 'https' ? 'https' : 'http';
      const port = match[3] === undefined ? (scheme === 'https' ? 443 : 80) : Number(match[3]);
      const hostStart = match[1] === undefined ? 0 : match[1].length + '://'.length;
      return [{ command, word, scheme, host: match[2] ?? '', port, hostStart }];
    });
  });
}

/** The container asks itself. */
export function isOwnAddress({ host }: ProbeRequest): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\])$/.test(host);
}
