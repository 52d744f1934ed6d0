import type { Surroundings } from '../../engine/surroundings';
import type { KnownImage } from '../../images';
import { runningImage } from './health';
import { shareableTest } from './shareableProbe';
import type { ComposeService } from './model';

export interface SuggestedProbe {
  /** As Compose takes it. */
  readonly test: readonly string[];
  /** It asks a guessed address: where the program of a bare runtime answers is for the person to say. */
  readonly isGuess: boolean;
}

/** What the image has to probe with: at the person's own address where their probe does nothing but ask one, else as is known to fit. */
export function suggestedProbe(service: ComposeService, surroundings: Surroundings): SuggestedProbe | undefined {
  const image = runningImage(service, surroundings);
  if (!image) return undefined;
  const test = service.get('healthcheck', 'test')?.value;
  const words = test && shareableTest(test);
  const request = words && httpRequest(words);
  const other = request && otherClient(request, image);
  if (other) return { test: other, isGuess: false };
  if (image.probe.kind !== 'command') return undefined;
  if (image.class !== 'runtime') return { test: image.probe.test, isGuess: false };
  const asked = request && atAddress(image.probe.test, request.address);
  return asked ? { test: asked, isGuess: false } : { test: image.probe.test, isGuess: true };
}

/** The programs that a test starts, as far as can be told from its words: of a script the first one, and the shell. */
export function programsOf(test: readonly string[]): string[] {
  const [kind, command = ''] = test;
  if (kind === 'CMD') return [nameOf(command)];
  const script = kind === 'CMD-SHELL' ? command : (kind ?? '');
  return ['sh', nameOf(/^[\w./-]+/.exec(script.trim())?.[0] ?? '')];
}

/** `/usr/bin/curl` and `curl` are the same program. */
export function nameOf(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1);
}

interface HttpRequest {
  readonly client: 'curl' | 'wget';
  readonly address: string;
}

/** The same request by the other one of the two clients, where only that one is in the image. */
function otherClient({ client, address }: HttpRequest, image: KnownImage): string[] | undefined {
  const other = client === 'curl' ? 'wget' : 'curl';
  if (!image.missingPrograms?.includes(client) || !has(image, other)) return undefined;
  return other === 'curl'
    ? ['CMD', 'curl', '-fsS', '-o', '/dev/null', address]
    : ['CMD', 'wget', '-q', '-O', '/dev/null', byNumber(address)];
}

/** A script of a runtime that asks another address than the guessed one. */
function atAddress(test: readonly string[], address: string): string[] | undefined {
  const script = test.at(-1) ?? '';
  const asked = script.replace(/'http:.*?\/health'/, () => `'${byNumber(address)}'`);
  return asked === script || /['\\]/.test(address) ? undefined : [...test.slice(0, -1), asked];
}

/** The wget of busybox, for one, asks ::1 for `localhost`, where many servers do not listen. */
function byNumber(address: string): string {
  return address.replace(/^(https?:\/\/)localhost\b/, '$1127.0.0.1');
}

/** Where one of the two is known to be missing, the other one would be listed too. */
function has({ probe, missingPrograms = [] }: KnownImage, client: HttpRequest['client']): boolean {
  return (probe.kind === 'command' && programsOf(probe.test).includes(client)) || !missingPrograms.includes(client);
}

/** Options that change nothing of what is asked. */
const HARMLESS =
  /^(?:-[fsSLqI]+|--fail|--silent|--show-error|--location|--spider|--quiet|-nv|--no-verbose|--tries=\d+)$/;
/** The same, with a word behind them. */
const HARMLESS_WITH_VALUE =
  /^(?:-o|-O|--output|--output-document|-m|-T|-t|--max-time|--connect-timeout|--timeout|--retry)$/;

/** A test that does nothing but get one address. */
function httpRequest(test: readonly string[]): HttpRequest | undefined {
  const words = test[0] === 'CMD' ? test.slice(1) : wordsOf((test[0] === 'CMD-SHELL' ? test[1] : test[0]) ?? '');
  const [program = '', ...rest] = words ?? [];
  const client = nameOf(program);
  if (client !== 'curl' && client !== 'wget') return undefined;
  const addresses: string[] = [];
  for (let index = 0; index < rest.length; index++) {
    const word = rest[index] ?? '';
    if (HARMLESS_WITH_VALUE.test(word)) index++;
    else if (/^https?:\/\/\S+$/.test(word)) addresses.push(word);
    else if (!HARMLESS.test(word)) return undefined;
  }
  const [address] = addresses;
  return address === undefined || addresses.length > 1 ? undefined : { client, address };
}

/** The words of a simple command; undefined where a shell would do more. `|| exit 1` says nothing. */
function wordsOf(script: string): string[] | undefined {
  const command = script.replace(EXIT_CODE, '').trim();
  if (/[|;&<>()`'"\\]/.test(command.replace(/(?<=^|\s)(?:'[^'\s]*'|"[^"\s`\\]*")(?=\s|$)/g, ''))) return undefined;
  return command.split(/\s+/).map((word) => /^(['"])(.*)\1$/.exec(word)?.[2] ?? word);
}

/** How scripts bring every failure to one exit code. */
export const EXIT_CODE = /\s*\|\|\s*(?:exit\s+1|false)\s*$/;
