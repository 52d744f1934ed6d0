import { isGitIgnored } from '../../../engine/gitIgnore';
import { nameOf } from '../../../engine/paths';
import { finding, lower } from '../../../engine/rule';
import { serviceMounts } from '../mounts';
import { hasCertainFolder, presenceOf, severityOfMissing } from '../presence';
import { composeRule } from '../rule';

/** Files that a program reads; what it writes by itself (logs, databases, sockets) may well be missing. */
const READ_FILE =
  /\.(?:ya?ml|json|toml|ini|conf|cnf|cfg|config|properties|xml|env|sh|bash|py|js|mjs|cjs|ts|rb|php|lua|pl|sql|tmpl|tpl|template|j2|html?|css|txt|md|crt|cer|pem|key|rules|htpasswd|vcl|hcl|acl|alloy|river|rego|xcf|repo|service)$/i;
const CONFIGURATION_FOLDER =
  /^(?:\.?config(?:s|uration)?|conf(?:\.d)?|etc|provisioning|dashboards|datasources|rules|templates|nginx|initdb(?:\.d)?|init\.d|docker-entrypoint-initdb\.d|sites-(?:enabled|available)|scripts|snippets)$/i;
/** Folders that fill themselves. */
const RUNTIME_FOLDER =
  /(?:^|\/)(?:\.?data|db|database|logs?|cache|tmp|temp|storage|uploads?|backups?|volumes?|state|run|var|dumps?|output|certs?|letsencrypt|acme)(?:\/|$)/i;

export default composeRule({
  id: 'compose/unknown-bind-source',
  severity: 'warning',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  crossFile: true,
  summary: 'Mounted file does not exist',
  why: 'The engine makes an empty folder, owned by root, where a mounted file is missing. The program then starts without its configuration, or fails on a folder in place of a file, and the folder stays.',
  knownProblems:
    'Only relative paths are judged that look like a configuration file or folder. What Git ignores, folders for data, logs and certificates, absolute paths and paths with variables are left alone.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#volumes',
    'https://docs.docker.com/engine/storage/bind-mounts/',
  ],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    volumes:\n      - ./nginx.cnf:/etc/nginx/nginx.conf:ro\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    volumes:\n      - ./nginx.conf:/etc/nginx/nginx.conf:ro\n',
    files: { 'nginx.conf': 'events {}\n' },
  },
  on: {
    service(service, { surroundings }) {
      return serviceMounts(service).map(({ kind, source, item }) => {
        if (kind !== 'bind' || !source?.isKnown || !/^\.{1,2}[\\/]/.test(source.text)) return undefined;
        const written = source.text.replaceAll('\\', '/').replace(/\/+$/, '');
        const name = nameOf(written);
        const isFile = READ_FILE.test(name);
        if (!isFile && !CONFIGURATION_FOLDER.test(name)) return undefined;
        if (RUNTIME_FOLDER.test(written.slice(0, written.length - name.length))) return undefined;
        const path = service.file.resolve(item.holder.key, written);
        if (presenceOf(path, surroundings) !== 'missing' || !hasCertainFolder(service.file, surroundings))
          return undefined;
        if (isGitIgnored(path, surroundings.text)) return undefined;
        const severity = lower(severityOfMissing(service.file, surroundings));
        return finding(source.token, { service, written, isFile }, { severity });
      });
    },
  },
  message: ({ service, written, isFile }) =>
    `"${service.name}" mounts "${written}", which does not exist: the engine makes an empty folder in its place${
      isFile ? ', and the program finds a folder where it looks for a file' : ''
    }. Correct the path, or add ${isFile ? 'the file' : 'the folder'}.`,
});
