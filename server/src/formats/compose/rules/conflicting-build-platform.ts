import { insertItem } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/conflicting-build-platform',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Service runs on a platform that it is not built for',
  why: 'Compose refuses the whole project when `platform` is not one of `build.platforms`: the image it would start is never built.',
  references: ['https://docs.docker.com/reference/compose-file/build/#platforms'],
  peers: ['compose-go:validate'],
  examples: {
    bad: 'services:\n  web:\n    platform: linux/arm64\n    build:\n      context: .\n      platforms: [linux/amd64]\n',
    good: 'services:\n  web:\n    platform: linux/arm64\n    build:\n      context: .\n      platforms: [linux/amd64, linux/arm64]\n',
  },
  on: {
    service(service) {
      const platform = service.text('platform');
      const items = platform ? service.items('build', 'platforms') : [];
      if (!platform?.known || platform.text === '' || items.length === 0) return undefined;
      const built = items.map(({ view }) => (view.kind === 'scalar' ? service.interpolate(view) : undefined));
      if (built.some((one) => !one?.known || one.text === platform.text)) return undefined;
      const list = service.get('build', 'platforms')?.value;
      // Tests have projects that fail on purpose.
      const more = service.file.isForTests ? ({ preset: 'strict' } as const) : {};
      return finding(platform.token, { service, platform: platform.text, list }, more);
    },
  },
  message: ({ service, platform }) =>
    `"${service.name}" runs on ${platform}, and its \`build.platforms\` does not list it: Compose refuses the project. Build for ${platform} as well.`,
  fixes: [
    {
      kind: 'review',
      title: ({ platform }) => `Build for ${platform} as well`,
      edits: ({ list, platform }) => (list?.kind === 'sequence' ? insertItem(list, platform) : undefined),
    },
  ],
});
