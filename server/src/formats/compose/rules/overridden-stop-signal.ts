import { deleteEntry } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';
import { runsServer } from '../serverCommand';

/** The signals by their numbers, as Linux counts them. */
const NUMBERS: Readonly<Record<string, string>> = {
  1: 'HUP',
  2: 'INT',
  3: 'QUIT',
  9: 'KILL',
  10: 'USR1',
  12: 'USR2',
  15: 'TERM',
  28: 'WINCH',
};

export default composeRule({
  id: 'compose/overridden-stop-signal',
  severity: 'warning',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  summary: 'Stop signal differs from the one the image asks for',
  why: 'Images choose the signal at which their program ends in good order. With SIGTERM, for one, PostgreSQL waits for every client to leave until the engine kills it, and nginx cuts off requests.',
  knownProblems: 'Said only of images whose signal is known.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#stop_signal',
    'https://docs.docker.com/reference/dockerfile/#stopsignal',
    'https://www.postgresql.org/docs/current/server-shutdown.html',
  ],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    stop_signal: SIGTERM\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n',
  },
  on: {
    service(service) {
      const { knownImage } = service;
      const written = service.text('stop_signal');
      if (!knownImage || !written?.known || knownImage.class === 'runtime' || !runsServer(service)) return undefined;
      const own = knownImage.stopSignal ?? 'SIGTERM';
      const isSame = nameOf(written.text) === nameOf(own);
      // Naming the signal of an image that has a special one documents it.
      if (isSame && knownImage.stopSignal !== undefined) return undefined;
      const data = { service, written, own, isSame, title: knownImage.title };
      // Tests end their containers quickly, and lose nothing.
      const more = service.file.isForTests ? ({ preset: 'strict' } as const) : {};
      return finding(written.token, data, { ...more, ...(isSame ? { severity: 'hint' } : {}) });
    },
  },
  message: ({ service, written, own, isSame, title }) =>
    isSame
      ? `"${service.name}" is stopped with ${own} anyway, so this changes nothing. Delete it, lest it be copied to an image that needs another signal.`
      : `${title} ends in good order at ${own}, not at ${written.text}: "${service.name}" may lose work when it stops. Delete the line.`,
  fixes: [{ kind: 'review', title: 'Delete the line', edits: ({ written }) => deleteEntry(written.entry) }],
});

function nameOf(signal: string): string {
  const name = signal.toUpperCase().replace(/^SIG/, '');
  return NUMBERS[name] ?? name;
}
