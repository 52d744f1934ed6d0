import { combineEdits, insertAt, type Edits } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { findImage } from '../../../images';
import { isOwnerSet, volumeOf } from '../dataVolumes';
import type { ComposeService, TextValue } from '../model';
import { serviceMounts, type ServiceMount } from '../mounts';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/implicit-volume-ownership',
  severity: 'info',
  preset: 'strict',
  category: 'reliability',
  since: '0.1.0',
  summary: 'Nothing gives the volume to the user that the service runs as',
  why: 'A new volume belongs to root unless the image has the folder with another owner. A service that runs as somebody else then cannot write, on every new machine and after every restore.',
  knownProblems:
    'What an image that is not in our table has in that folder is not known, and neither are folders of the host. Images that are built here can set the owner themselves and are left alone, and so is who runs as the user of the image.',
  references: [
    'https://docs.docker.com/engine/storage/volumes/#mounting-a-volume-over-existing-data',
    'https://docs.docker.com/compose/how-tos/lifecycle/',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    user: "1000:1000"\n    volumes:\n      - uploads:/uploads\n\nvolumes:\n  uploads:\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    user: "1000:1000"\n    volumes:\n      - uploads:/uploads\n    depends_on:\n      api-volume-owner:\n        condition: service_completed_successfully\n  api-volume-owner:\n    image: busybox:1.37.0\n    command: chown -R 1000:1000 /uploads\n    restart: "no"\n    network_mode: none\n    volumes:\n      - uploads:/uploads\n    security_opt:\n      - no-new-privileges:true\n    cap_drop:\n      - ALL\n    cap_add:\n      - CHOWN\n      - DAC_OVERRIDE\n\nvolumes:\n  uploads:\n',
  },
  on: {
    service(service) {
      const user = service.text('user');
      const uid = user?.known ? /^(\d+)(?::|$)/.exec(user.text.trim())?.[1] : undefined;
      if (!user || uid === undefined || Number(uid) === 0 || service.isBuilt || service.knownImage) return undefined;
      const mount = serviceMounts(service).find((one) => isNewVolume(service, one));
      if (!mount?.source) return undefined;
      return finding(mount.source.token, { service, user, uid, mount, volume: mount.source.text });
    },
  },
  message: ({ service, uid, volume }) =>
    `Nothing makes user ${uid} of "${service.name}" the owner of the volume "${volume}": while it is new it belongs to root. Set the owner in a \`post_start\` hook that runs as root, or in a service that runs first.`,
  fixes: [{ kind: 'manual', title: 'Add a service that sets the owner first', edits: addOwnerService }],
});

interface Unowned {
  readonly service: ComposeService;
  readonly user: TextValue;
  readonly mount: ServiceMount;
  readonly volume: string;
}

/** A job that gives the volume to the user, and for which the service waits. */
function addOwnerService({ service, user, mount: { target }, volume }: Unowned): Edits {
  const { file, own } = service;
  const name = `${service.name}-volume-owner`;
  const tag = findImage('busybox')?.knownTag;
  const waited = service.get('depends_on');
  const isOurs = own.document === file.document && (waited === undefined || waited.owner === own);
  const cannotWait = waited !== undefined && (waited.value?.kind !== 'map' || waited.aliased);
  if (!isOurs || cannotWait || tag === undefined || !target?.isKnown || /\s/.test(target.text)) return undefined;
  if (file.service(name) || file.isSwarm || service.get('profiles')) return undefined;
  return combineEdits(
    service.insert(['depends_on', name, 'condition'], 'service_completed_successfully'),
    insertAt(file.root, ['services', name], {
      image: `busybox:${tag}`,
      command: `chown -R ${user.token.text} ${target.text}`,
      restart: 'no',
      network_mode: 'none',
      volumes: [`${volume}:${target.text}`],
      security_opt: ['no-new-privileges:true'],
      cap_drop: ['ALL'],
      cap_add: ['CHOWN', 'DAC_OVERRIDE'],
    }),
  );
}

/** A volume that the service writes to and that nobody prepares. */
function isNewVolume(service: ComposeService, mount: ServiceMount): boolean {
  const { kind, source, hostPath, isReadOnly } = mount;
  if (kind !== 'volume' || !source?.isKnown || hostPath !== undefined || isReadOnly !== false) return false;
  const volume = volumeOf(service, mount);
  // What lies outside of the project has been made, and perhaps prepared, by somebody.
  const declared = service.file.declared('volumes', source.text);
  const isForeign = declared?.kind === 'map' && ['external', 'driver_opts', 'driver'].some((key) => declared.get(key));
  return volume !== undefined && !isForeign && !isOwnerSet(service, volume);
}
