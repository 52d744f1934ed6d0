import { finding } from '../../../engine/rule';
import type { ComposeFile } from '../model';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/missing-environment-overlay',
  severity: 'hint',
  preset: 'off',
  category: 'maintenance',
  since: '0.1.0',
  crossFile: true,
  summary: 'One file serves development and production alike',
  why: 'What helps at the desk (open ports, mounted sources, debug levels) ends up in production, or people edit the file on the server, where nobody sees it.',
  knownProblems: 'Settings that differ through variables alone are a choice too: then the rule is not for you.',
  references: [
    'https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/',
    'https://docs.docker.com/compose/how-tos/production/',
  ],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    restart: always\n    ports:\n      - "80:80"\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    restart: always\n    ports:\n      - "80:80"\n  debug:\n    image: example/debug:1.0\n    profiles:\n      - dev\n',
    files: { 'README.md': '' },
  },
  on: {
    file(file, { surroundings }) {
      const others = surroundings.findFiles('*compose*.y*ml');
      // Without a folder around it nothing can be known about overlays.
      if (others === undefined || others.length > 1 || file.project.paths.length > 1 || file.isPartial)
        return undefined;
      if (file.isForDevelopment || file.root.get('include') || !looksLikeProduction(file) || hasProfiles(file))
        return undefined;
      const services = file.root.get('services');
      return services && finding(services.key, {});
    },
  },
  message: () =>
    'This file is all there is for development and for production. Keep what differs in an override file or behind profiles, so that neither leaks into the other.',
});

function looksLikeProduction({ services }: ComposeFile): boolean {
  return services.some(
    (service) => /^(?:always|unless-stopped)$/.test(service.text('restart')?.text ?? '') && service.get('ports'),
  );
}

function hasProfiles({ services }: ComposeFile): boolean {
  return services.some((service) => service.get('profiles') ?? service.get('extends'));
}
