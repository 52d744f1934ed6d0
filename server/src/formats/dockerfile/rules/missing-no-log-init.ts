import { finding } from '../../../engine/rule';
import { dockerfileRule } from '../rule';
import { addWord, tokenOf } from '../shellEdits';

/** Above this the files of logins become so large that the layer does. */
const LARGE_UID = 99_999;

export default dockerfileRule({
  id: 'dockerfile/missing-no-log-init',
  severity: 'hint',
  preset: 'strict',
  category: 'supply-chain',
  since: '0.1.0',
  summary: 'useradd with a large user id fills the layer',
  why: 'useradd writes the file of last logins up to the number of the user: with a large one the layer grows by gigabytes of nothing.',
  references: ['https://docs.docker.com/build/building/best-practices/#user'],
  peers: ['kics:use_recommended_flags_with_useradd', 'hadolint:DL3046'],
  examples: {
    bad: 'FROM debian:12.11\nRUN useradd -u 1234567 app\n',
    good: 'FROM debian:12.11\nRUN useradd --no-log-init -u 1234567 app\n',
  },
  on: {
    call(call) {
      if (call.name !== 'useradd') return undefined;
      const { args } = call;
      const uid = args.flatMap((word, index) => {
        const text = word.value();
        const [, joined] = /^(?:--uid=|-u)(\d+)$/.exec(text) ?? [];
        return joined ?? (/^(?:-[A-Za-z]*u|--uid)$/.test(text) ? (args[index + 1]?.plain ?? []) : []);
      })[0];
      const isLogged = !args.some((word) => /^(?:--no-log-init|-[A-Za-z]*l[A-Za-z]*)$/.test(word.value()));
      return isLogged && Number(uid) > LARGE_UID ? finding(tokenOf(call.run, call.word), { call, uid }) : undefined;
    },
  },
  message: ({ uid }) =>
    `useradd makes files of logins as large as user ${uid} needs, and the layer with them. Add --no-log-init.`,
  fixes: [
    { kind: 'safe', title: 'Add --no-log-init', edits: ({ call }) => addWord(call.run, call.word, '--no-log-init') },
  ],
});
