import { replaceScalar } from '../../../document/edit';
import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { holdsData } from '../../../images';
import { isOwnerSet, volumeOf } from '../dataVolumes';
import { serviceMounts } from '../mounts';
import { composeRule } from '../rule';

/** Their images leave the data folder open to every user until the first start. */
const OPEN_FOLDERS = new Set(['postgres', 'pgvector', 'timescaledb', 'mysql', 'mariadb']);

export default composeRule({
  id: 'compose/conflicting-image-user',
  severity: 'warning',
  preset: 'strict',
  category: 'security',
  since: '0.1.0',
  summary: 'Service runs as another user than the one its data belongs to',
  why: 'A new volume takes over the owner that its folder has in the image. Another user cannot write there, and the service stops at its first start.',
  knownProblems:
    'Only named volumes on the data folders of known images: the owner of a folder of the host is not known. PostgreSQL, MySQL and MariaDB are an information, because their images leave a new folder open to every user: only data that is there already is out of reach.',
  references: [
    'https://docs.docker.com/engine/storage/volumes/#mounting-a-volume-over-existing-data',
    'https://grafana.com/docs/grafana/latest/setup-grafana/installation/docker/#migrate-to-v51-or-later',
  ],
  examples: {
    bad: 'services:\n  grafana:\n    image: grafana/grafana:12.1.1\n    user: "1000:1000"\n    volumes:\n      - grafana:/var/lib/grafana\n\nvolumes:\n  grafana:\n',
    good: 'services:\n  grafana:\n    image: grafana/grafana:12.1.1\n    user: "472:472"\n    volumes:\n      - grafana:/var/lib/grafana\n\nvolumes:\n  grafana:\n',
  },
  on: {
    service(service) {
      const user = service.text('user');
      const { knownImage } = service;
      const own = knownImage?.user.uid ?? Number(knownImage?.user.default);
      if (!user?.known || !knownImage || !Number.isInteger(own)) return undefined;
      const uid = /^(\d+)(?::|$)/.exec(user.text.trim())?.[1];
      if (uid === undefined || Number(uid) === 0 || Number(uid) === own || knownImage.user.default === 'root')
        return undefined;
      const mount = serviceMounts(service).find(
        ({ kind, source, hostPath, target }) =>
          kind === 'volume' &&
          source !== undefined &&
          hostPath === undefined &&
          holdsData(target?.text ?? '', knownImage),
      );
      const volume = mount && volumeOf(service, mount);
      if (!mount || volume === undefined || isOwnerSet(service, volume)) return undefined;
      const isOpen = OPEN_FOLDERS.has(knownImage.kind);
      const related = [{ token: mount.item.view, message: 'The volume with its data' }];
      const data = { service, user, own, volume, isOpen };
      return finding(user.token, data, isOpen ? { related, severity: 'info' } : { related });
    },
  },
  message: ({ service, own, volume, isOpen }) =>
    isOpen
      ? `"${service.name}" runs as another user than ${own}, to whom its image gives its data: that works while the volume "${volume}" is new, and not with data that is there already. Run it as ${own}.`
      : `"${service.name}" runs as another user than ${own}, to whom its image gives the volume "${volume}": it cannot write its data. Run it as ${own}, or let a service set the owner first.`,
  fixes: [
    {
      kind: 'manual',
      title: ({ own }) => `Run as the user of the image (${own})`,
      edits: ({ user, own }) =>
        user.hasVariables
          ? undefined
          : replaceScalar(user.token, placeholder(user.text.includes(':') ? `${own}:${own}` : String(own))),
    },
  ],
});
