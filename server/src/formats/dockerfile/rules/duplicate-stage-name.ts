import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { replace } from '../edits';
import { dockerfileRule } from '../rule';

export default dockerfileRule({
  id: 'dockerfile/duplicate-stage-name',
  severity: 'warning',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Two stages have the same name',
  why: 'COPY --from and --target take the last one of that name, whichever the author meant, and the build succeeds with the wrong files.',
  references: [
    'https://docs.docker.com/build/building/multi-stage/#name-your-build-stages',
    'https://docs.docker.com/reference/build-checks/duplicate-stage-name/',
  ],
  peers: [
    'kics:same_alias_in_different_froms',
    'hadolint:DL3024',
    'checkov:CKV_DOCKER_11',
    'buildkit:DuplicateStageName',
  ],
  examples: {
    bad: 'FROM alpine:3.22.1 AS build\nFROM debian:12.11 AS build\n',
    good: 'FROM alpine:3.22.1 AS build\nFROM debian:12.11 AS build-2\n',
  },
  on: {
    stage(stage) {
      const { name, file, index } = stage;
      const earlier = name && file.stageNamed(name.text, index)?.name;
      return earlier && finding(name, { name }, { related: [{ token: earlier, message: 'The first one.' }] });
    },
  },
  message: ({ name }) =>
    `An earlier stage is called "${name.text}" too, so nobody can tell which one is copied from. Give each stage a name of its own.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Rename this stage',
      edits: ({ name }) => replace(name, placeholder(`${name.text}-2`)),
    },
  ],
});
