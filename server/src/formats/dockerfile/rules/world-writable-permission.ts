import { finding } from '../../../engine/rule';
import type { ShellWord } from '../../../shell';
import { replace } from '../edits';
import type { Call } from '../model';
import { dockerfileRule } from '../rule';
import { isBare, tokenOf } from '../shellEdits';

export default dockerfileRule({
  id: 'dockerfile/world-writable-permission',
  severity: 'warning',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Everybody may write',
  why: 'Any process of the container, also one that was broken into as nobody, can replace the program or its settings.',
  knownProblems: 'Folders with the sticky bit, as /tmp has it (1777), are exempt.',
  references: ['https://docs.docker.com/reference/dockerfile/#copy---chown---chmod'],
  peers: ['kics:avoid_chmod_777'],
  examples: {
    bad: 'FROM alpine:3.22.1\nRUN chmod 777 /app\n',
    good: 'FROM alpine:3.22.1\nRUN chmod 755 /app\n',
  },
  on: {
    call(call) {
      const words = wordsOfChmod(call);
      const mode = words.find((word) => !/^-[A-Za-z-]/.test(word.value()));
      const targets = words.filter((word) => word !== mode && !word.value().startsWith('-'));
      const isTemporary = targets.length > 0 && targets.every((word) => /^\/(?:var\/)?tmp\/?$/.test(word.value()));
      if (!mode?.plain || isTemporary || !isForEverybody(mode.plain)) return undefined;
      const token = tokenOf(call.run, mode);
      return finding(token, { mode: mode.plain, token, isBare: isBare(call.run, mode) });
    },
    instruction({ instruction }) {
      const mode = instruction.flag('chmod');
      if (!mode?.value || !isForEverybody(mode.value)) return undefined;
      const start = mode.range.start + mode.raw.indexOf('=') + 1;
      const token = { document: mode.document, range: { start, end: start + mode.value.length } };
      return finding(token, { mode: mode.value, token, isBare: !mode.raw.includes('"') });
    },
  },
  message: ({ mode }) =>
    `${mode} lets everybody in the container write, so a broken-into process can replace this. Give write access to the owner only.`,
  fixes: [
    {
      kind: 'review',
      title: ({ mode }) => `Change to ${narrower(mode) ?? mode}`,
      edits: ({ mode, token, isBare: isWritten }) => {
        const other = narrower(mode);
        return other === undefined || !isWritten ? undefined : replace(token, other);
      },
    },
  ],
});

/** What stands behind `chmod`, also behind that of `find … -exec chmod`. */
function wordsOfChmod({ name, args }: Call): readonly ShellWord[] {
  if (name === 'chmod') return args;
  const at = name === 'find' ? args.findIndex(({ plain }) => /^-(?:exec|execdir|ok)$/.test(plain ?? '')) : -1;
  return at >= 0 && args[at + 1]?.plain === 'chmod' ? args.slice(at + 2) : [];
}

function isForEverybody(mode: string): boolean {
  const [, special = '0', others] = /^0?([0-7])?[0-7]{2}([0-7])$/.exec(mode) ?? [];
  if (others !== undefined) return (Number(others) & 2) !== 0 && (Number(special) & 1) === 0;
  return mode.split(',').some((part) => /^[ug]*[ao][ugoa]*[+=][rxXst]*w/.test(part)) && !/\+t|t$/.test(mode);
}

function narrower(mode: string): string | undefined {
  const digits = /^(0?)([0-7]{3})$/.exec(mode);
  if (digits?.[2] === '777') return `${digits[1] ?? ''}755`;
  if (digits?.[2] === '666') return `${digits[1] ?? ''}644`;
  return /^(?:a\+rwx|a=rwx|ugo\+rwx)$/.test(mode) ? 'u=rwx,go=rx' : undefined;
}
