import { finding } from '../../../engine/rule';
import { packageCommandOf, type PackageCommand } from '../packages';
import { dockerfileRule } from '../rule';
import { tokenOf } from '../shellEdits';

export default dockerfileRule({
  id: 'dockerfile/upgraded-base-package',
  severity: 'hint',
  preset: 'off',
  category: 'supply-chain',
  since: '0.1.0',
  summary: 'All packages of the base image are upgraded',
  why: 'Every build upgrades to something else, and the layer holds each package a second time. A newer base image brings the same, once.',
  knownProblems:
    'Off by default: where the base image is slow to follow security updates, an upgrade is the lesser evil.',
  references: ['https://docs.docker.com/build/building/best-practices/#rebuild-your-images-often'],
  peers: [
    'semgrep:avoid-apt-get-upgrade',
    'semgrep:avoid-apk-upgrade',
    'semgrep:avoid-yum-update',
    'semgrep:avoid-dnf-update',
    'semgrep:avoid-zypper-update',
    'hadolint:DL3031',
    'hadolint:DL3035',
    'hadolint:DL3039',
  ],
  examples: {
    bad: 'FROM debian:12.11\nRUN apt-get update && apt-get upgrade -y\n',
    good: 'FROM debian:12.12\nRUN apt-get update && apt-get install -y curl\n',
  },
  on: {
    call(call) {
      const command = packageCommandOf(call);
      return command?.verb && upgradesAll(command)
        ? finding(tokenOf(call.run, command.verb), { text: `${call.name} ${command.verb.plain ?? ''}` })
        : undefined;
    },
  },
  message: ({ text }) => `"${text}" gives another image at every build. Take a newer base image instead.`,
});

function upgradesAll({ manager, action, verb, packages }: PackageCommand): boolean {
  if (packages.length > 0 || !/^(?:apt|apk|dnf|zypper)$/.test(manager)) return false;
  return action === 'upgrade' || (manager === 'dnf' && verb?.plain === 'update');
}
