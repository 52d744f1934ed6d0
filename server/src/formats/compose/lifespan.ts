import { parseShell, type ShellCommand, type ShellScript } from '../../shell';
import type { ComposeService } from './model';

/** `short`: its command comes to an end by itself, at once. `idle`: it only keeps the container open, for somebody to come in. */
export type Lifespan = 'short' | 'idle';

/** Programs that say something and end, whatever they are given. */
const SHORT = /^(?:echo|printf|true|false|:|exit|printenv|ls|date|id|whoami|hostname|pwd|uname)$/;
/** Seconds from which on a `sleep` is there to keep the container open. */
const LONG_SLEEP = 120;
/** What every command that is looked for has in it. */
const WORTH_PARSING =
  /\b(?:echo|printf|true|false|exit|env|printenv|ls|date|id|whoami|hostname|pwd|uname|sleep|tail)\b/;

/**
 * How long a service lives that runs nothing but the plainest commands; undefined for all others. An image whose entrypoint takes
 * such a word as an argument is not known from others.
 */
export function lifespanOf(service: ComposeService): Lifespan | undefined {
  return service.once('lifespan', () => {
    const text = ['entrypoint', 'command'].map((key) => writtenIn(service, key)).join(' ');
    if (!WORTH_PARSING.test(text)) return undefined;
    const script = parseShell(text);
    const { commands, compounds, isBroken } = script;
    if (isBroken) return undefined;
    if (endsWithSuccess(script)) return 'short';
    if (compounds.length > 0) return undefined;
    const lifespans = commands.filter(({ nested }) => !nested).map(lifespanOfCommand);
    if (lifespans.length === 0 || lifespans.includes(undefined)) return undefined;
    return lifespans.includes('idle') ? 'idle' : 'short';
  });
}

/**
 * `mc mb store/files; exit 0`: whatever stands in front is meant to come to an end, and to a good one. `exit $code` only hands on how
 * something ended, which may be a server.
 */
function endsWithSuccess({ root }: ShellScript): boolean {
  const last = root.items.at(-1);
  if (last?.kind !== 'command' || root.background.size > 0) return false;
  if (last.nested) return endsWithSuccess(last.nested);
  return last.call?.name === 'exit' && last.call.args[0]?.plain === '0';
}

/** What stands in a key, as a shell would have to be given it. */
function writtenIn(service: ComposeService, key: string): string {
  return service
    .items(key)
    .flatMap(({ view, holder }) => {
      if (view.kind !== 'scalar') return [];
      return holder.value?.kind === 'sequence' ? `'${view.text.replaceAll("'", "'\\''")}'` : view.text;
    })
    .join(' ');
}

function lifespanOfCommand({ words, call }: ShellCommand): Lifespan | undefined {
  // Without a program to start, `env` prints and ends.
  if (!call) return words.length === 1 && words[0]?.plain === 'env' ? 'short' : undefined;
  const [first] = call.args;
  if (call.name === 'sleep') {
    const time = first?.plain;
    if (time === undefined) return undefined;
    return /^[\d.]+s?$/.test(time) && parseFloat(time) < LONG_SLEEP ? 'short' : 'idle';
  }
  if (call.name === 'tail') return call.args.some(({ plain }) => plain === '/dev/null') ? 'idle' : undefined;
  return SHORT.test(call.name) ? 'short' : undefined;
}
