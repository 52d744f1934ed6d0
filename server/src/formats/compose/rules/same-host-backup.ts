import { raise, type Severity } from '../../../engine/rule';
import { isWithin } from '../../../engine/paths';
import type { Surroundings } from '../../../engine/surroundings';
import { parseShell, type ShellCommand } from '../../../shell';
import { jobScriptsOf } from '../backups/jobScripts';
import { valueAt, type ComposeFile, type ComposeService } from '../model';
import { serviceMounts, type ServiceMount } from '../mounts';
import { composeRule } from '../rule';
import { findingIn, scriptsOf } from '../scripts';

/** Programs that send files somewhere else. */
const SENDERS =
  /^(?:rclone|aws|s3cmd|s5cmd|mc|mcli|gsutil|gcloud|az|azcopy|b2|scp|sftp|lftp|ftp|duplicity|ssh|megaput|swift)$/;
/** Images, variables and labels that speak of another place. */
const ELSEWHERE =
  /s3|rclone|restic|borg|kopia|duplicat|backblaze|\bb2\b|azure|gcs|sftp|webdav|offsite|remote|syncthing/i;
/** Where people mount the storage of other machines. */
const NETWORK_FOLDER = /^\/(?:mnt|media|net|nfs|nas|volumes?\d*|run\/media|srv\/nfs)(?:\/|$)/i;

export default composeRule({
  id: 'compose/same-host-backup',
  severity: 'info',
  preset: 'recommended',
  category: 'backup',
  since: '0.1.0',
  crossFile: true,
  summary: 'Backup stays on the machine of the data',
  why: 'A disk that dies, a machine that is stolen or encrypted, and `docker compose down -v` take the backup along with the data.',
  knownProblems:
    'What copies the volume or the folder from outside of the workspace is not seen. Folders below /mnt, /media and the like may be another machine and are left alone.',
  references: ['https://docs.docker.com/engine/storage/volumes/', 'https://rclone.org/commands/rclone_copy/'],
  examples: {
    bad: "services:\n  db-backup:\n    image: postgres:17.6\n    command: sh -c 'pg_dump -h db -f /backups/shop.sql shop'\n    volumes:\n      - backups:/backups\nvolumes:\n  backups: {}\n",
    good: "services:\n  db-backup:\n    image: postgres:17.6\n    command: sh -c 'pg_dump -h db -f /backups/shop.sql shop'\n    volumes:\n      - backups:/backups\n  copy:\n    image: rclone/rclone:1.71.0\n    command: sync /backups remote:backups\n    volumes:\n      - backups:/backups:ro\nvolumes:\n  backups: {}\n",
  },
  on: {
    runner(service, { surroundings, severity }) {
      return jobScriptsOf(service, surroundings).flatMap((script) =>
        script.dumps.flatMap((dump) => {
          const { output, file } = dump;
          const mount = output && mountOf(service, output.folder);
          if (!file || !mount || leavesHost(service.file, surroundings)) return [];
          const judged = severityOf(service, mount, severity);
          return judged ? findingIn(script, file.range, { service, mount }, { severity: judged }) : [];
        }),
      );
    },
  },
  message: ({ service, mount }) =>
    mount.kind === 'bind'
      ? `The backups of "${service.name}" stay on this machine, in a folder of the project: a lost disk takes data and backups. Copy them somewhere else.`
      : `The backups of "${service.name}" stay on this machine, in a volume beside the data: a lost disk takes both. Copy them somewhere else.`,
});

function mountOf(service: ComposeService, folder: string): ServiceMount | undefined {
  return serviceMounts(service)
    .filter(({ target }) => target?.isKnown === true && isWithin(folder, target.text.replace(/(?<=.)\/+$/, '')))
    .at(-1);
}

/** A folder beside the compose file may even be committed with it. */
function severityOf(service: ComposeService, { kind, source }: ServiceMount, severity: Severity): Severity | undefined {
  if (!source?.isKnown) return undefined;
  if (kind === 'bind') {
    if (/^\.(?:\/|$)/.test(source.text)) return raise(severity);
    return NETWORK_FOLDER.test(source.text) ? undefined : severity;
  }
  if (kind !== 'volume') return undefined;
  const declared = service.file.declared('volumes', source.text);
  const isElsewhere = valueAt(declared, 'driver') ?? valueAt(declared, 'driver_opts') ?? valueAt(declared, 'external');
  return isElsewhere ? undefined : severity;
}

/** Something in the project or beside it sends files away. */
function leavesHost(file: ComposeFile, surroundings: Surroundings): boolean {
  const inServices = file.services.some((service) => {
    const names = [
      service.name,
      service.image?.reference.repository ?? '',
      ...service.environment.map(({ name }) => name),
      ...service.variables('labels').map(({ name }) => name),
    ];
    const isStorage = service.knownImage?.class === 'object-storage';
    if (!isStorage && names.some((name) => ELSEWHERE.test(name))) return true;
    return scriptsOf(service, surroundings).some(({ shell }) => shell.commands.some(sends));
  });
  return (
    inServices || file.isPartial || surroundings.scripts?.some((text) => parseShell(text).commands.some(sends)) === true
  );
}

function sends({ call }: ShellCommand): boolean {
  if (!call) return false;
  if (SENDERS.test(call.name)) return true;
  const args = call.args.map(({ unquoted }) => unquoted);
  if (/^(?:restic|borg|kopia|borgmatic|pgbackrest|wal-g)$/.test(call.name)) return true;
  if (call.name === 'rsync') return args.some((arg) => /^[^/].*:|::|^rsync:/.test(arg));
  return call.name === 'curl' && args.some((arg) => /^(?:-T|--upload-file|-F)/.test(arg));
}
