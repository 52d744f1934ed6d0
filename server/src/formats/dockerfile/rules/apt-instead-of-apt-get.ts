import { finding } from '../../../engine/rule';
import { replace } from '../edits';
import { packageCommandOf } from '../packages';
import { dockerfileRule } from '../rule';
import { isBare, tokenOf } from '../shellEdits';

export default dockerfileRule({
  id: 'dockerfile/apt-instead-of-apt-get',
  severity: 'hint',
  preset: 'strict',
  category: 'maintenance',
  since: '0.1.0',
  summary: 'apt is made for people, apt-get for scripts',
  why: 'apt warns by itself that its options and its output may change from one release to the next.',
  references: [
    'https://manpages.debian.org/stable/apt/apt.8.en.html#SCRIPT_USAGE_AND_DIFFERENCES_FROM_OTHER_APT_TOOLS',
  ],
  peers: ['kics:run_using_apt', 'checkov:CKV_DOCKER_9', 'hadolint:DL3027', 'semgrep:prefer-apt-get'],
  examples: {
    bad: 'FROM debian:12.11\nRUN apt update && apt-get install -y curl\n',
    good: 'FROM debian:12.11\nRUN apt-get update && apt-get install -y curl\n',
  },
  on: {
    call(call) {
      if (call.name !== 'apt') return undefined;
      const verb = packageCommandOf(call)?.verb?.plain ?? '';
      return finding(tokenOf(call.run, call.word), { call, verb });
    },
  },
  message: ({ verb }) => `"apt ${verb}" is made for people and may change its ways. Use apt-get in a script.`,
  fixes: [
    {
      kind: 'safe',
      title: 'Use apt-get',
      edits: ({ call: { run, word }, verb }) => {
        if (!/^(?:install|update|upgrade|remove|purge|autoremove|clean|autoclean)$/.test(verb)) return undefined;
        const token = tokenOf(run, word);
        if (isBare(run, word)) return word.plain === 'apt' ? replace(token, 'apt-get') : undefined;
        return word.text === '"apt"' && run.instruction.json ? replace(token, '"apt-get"') : undefined;
      },
    },
  ],
});
