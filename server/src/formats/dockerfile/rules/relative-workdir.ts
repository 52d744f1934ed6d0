import { finding } from '../../../engine/rule';
import { dockerfileRule } from '../rule';

export default dockerfileRule({
  id: 'dockerfile/relative-workdir',
  severity: 'info',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'WORKDIR is relative',
  why: 'It counts from wherever the base image or an earlier line left off: a new base image moves the whole application.',
  references: [
    'https://docs.docker.com/reference/dockerfile/#workdir',
    'https://docs.docker.com/reference/build-checks/workdir-relative-path/',
  ],
  peers: ['kics:workdir_path_not_absolute', 'hadolint:DL3000', 'checkov:CKV_DOCKER_10', 'buildkit:WorkdirRelativePath'],
  examples: {
    bad: 'FROM alpine:3.22.1\nWORKDIR app\n',
    good: 'FROM alpine:3.22.1\nWORKDIR /app\n',
  },
  on: {
    stage(stage) {
      const folders = stage.own('WORKDIR');
      return folders.map((instruction, index) => {
        const [word] = instruction.words;
        if (!word || isAbsolute(word.text)) return undefined;
        const isFirst = index === 0 && !stage.parent?.last('WORKDIR');
        return finding(word, { word, isFirst, isPlain: word.text === word.raw });
      });
    },
  },
  message: ({ word, isFirst }) =>
    isFirst
      ? `"${word.text}" counts from the folder of the base image, wherever that is. Write the whole path, beginning with /.`
      : `"${word.text}" counts from the WORKDIR above it: whoever moves that line moves this folder. Write the whole path.`,
  fixes: [
    {
      kind: 'review',
      title: 'Write the whole path',
      // Below another WORKDIR the folder is meant relative to it.
      edits: ({ word, isFirst, isPlain }) =>
        isFirst && isPlain && /^\w[\w./-]*$/.test(word.text)
          ? [{ document: word.document, range: { start: word.range.start, end: word.range.start }, newText: '/' }]
          : undefined,
    },
  ],
});

function isAbsolute(path: string): boolean {
  return /^(?:[/\\$]|[A-Za-z]:)/.test(path);
}
