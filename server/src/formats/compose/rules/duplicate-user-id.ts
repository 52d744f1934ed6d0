import { finding } from '../../../engine/rule';
import { volumeOf } from '../dataVolumes';
import type { ComposeService } from '../model';
import { serviceMounts } from '../mounts';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/duplicate-user-id',
  severity: 'hint',
  preset: 'off',
  category: 'security',
  since: '0.1.0',
  summary: 'Services that have nothing in common run as the same user',
  why: 'To the host both are one user: who gets out of one container may read the files of the other.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#user',
    'https://docs.docker.com/engine/security/userns-remap/',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    user: "1000"\n    volumes:\n      - uploads:/uploads\n  mail:\n    image: example/mail:1.4\n    user: "1000"\n    volumes:\n      - mails:/mails\n\nvolumes:\n  uploads:\n  mails:\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    user: "1000"\n    volumes:\n      - uploads:/uploads\n  mail:\n    image: example/mail:1.4\n    user: "1001"\n    volumes:\n      - mails:/mails\n\nvolumes:\n  uploads:\n  mails:\n',
  },
  on: {
    service(service) {
      const uid = uidOf(service);
      const user = service.text('user');
      if (uid === undefined || !user) return undefined;
      const { services } = service.file;
      const earlier = services.slice(0, services.indexOf(service));
      const other = earlier.find((one) => uidOf(one) === uid && haveNothingInCommon(service, one));
      return (
        other &&
        finding(user.token, { service, other, uid }, { related: [{ token: other.key, message: 'The other service' }] })
      );
    },
  },
  message: ({ service, other, uid }) =>
    `"${service.name}" and "${other.name}" both run as user ${uid}, though they share nothing: to the host they are one. Give each a number of its own.`,
});

function uidOf(service: ComposeService): number | undefined {
  const user = service.text('user');
  const digits = user?.known ? /^(\d+)(?::|$)/.exec(user.text.trim())?.[1] : undefined;
  return digits === undefined || Number(digits) === 0 ? undefined : Number(digits);
}

function haveNothingInCommon(one: ComposeService, other: ComposeService): boolean {
  const image = one.image?.text;
  const volumes = volumesOf(one);
  const others = volumesOf(other);
  const isSameImage = image !== undefined && image === other.image?.text;
  return !isSameImage && volumes.length > 0 && others.length > 0 && !volumes.some((volume) => others.includes(volume));
}

function volumesOf(service: ComposeService): string[] {
  return serviceMounts(service).flatMap((mount) => volumeOf(service, mount) ?? []);
}
