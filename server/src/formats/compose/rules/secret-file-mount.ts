import {
  combineEdits,
  deleteItem,
  insertAt,
  insertItem,
  insertKeyBefore,
  replaceEntry,
  type Edits,
} from '../../../document/edit';
import { nameOf } from '../../../engine/paths';
import { finding, type Report } from '../../../engine/rule';
import type { ComposeService } from '../model';
import { serviceMounts, type ServiceMount } from '../mounts';
import { composeRule } from '../rule';

const SECRET_FILE =
  /^(?:\.env(?:\.(?!example|sample|template|dist)[\w-]+)?|id_(?:rsa|dsa|ecdsa|ed25519)|.+\.(?:key|p12|pfx|keytab|jks)|.*priv(?:ate)?[-_.]?key.*|.*keyfile.*|.*[-_.]key\.pem|key\.pem|credentials(?:\.json)?|\.(?:netrc|pgpass|git-credentials))$/i;
const PUBLIC = /\.pub$|public|\.(?:sh|md|conf|ya?ml)$/i;

interface Data {
  readonly service: ComposeService;
  readonly mount: ServiceMount;
  readonly path: string;
}

export default composeRule({
  id: 'compose/secret-file-mount',
  severity: 'info',
  preset: 'strict',
  category: 'secrets',
  since: '0.1.0',
  summary: 'Secret is mounted like an ordinary file',
  why: 'A mount can be written to, shows under any path and says nothing about what it holds. `secrets:` mounts it read-only, only where it is granted, and shows in the file who has it.',
  knownProblems: 'Recognised by the names of the files. Services that need several files of one folder are left alone.',
  references: [
    'https://docs.docker.com/compose/how-tos/use-secrets/',
    'https://docs.docker.com/reference/compose-file/services/#secrets',
  ],
  examples: {
    bad: 'services:\n  proxy:\n    image: example/proxy:1.4\n    volumes:\n      - ./tls/server.key:/etc/tls/server.key:ro\n      - data:/data\n\nvolumes:\n  data:\n',
    good: 'services:\n  proxy:\n    image: example/proxy:1.4\n    secrets:\n      - source: server_key\n        target: /etc/tls/server.key\n    volumes:\n      - data:/data\n\nvolumes:\n  data:\nsecrets:\n  server_key:\n    file: ./tls/server.key\n',
  },
  on: {
    service: (service) => serviceMounts(service).map((mount) => judge(service, mount)),
  },
  message: ({ service, path }: Data) =>
    `"${service.name}" gets the secret ${nameOf(path)} as an ordinary mount. Hand it over with \`secrets:\`: read-only, and visible as what it is.`,
  fixes: [{ kind: 'manual', title: 'Hand it over with `secrets:`', edits: useSecret }],
});

function judge(service: ComposeService, mount: ServiceMount): Report<Data> | undefined {
  const { source, hostPath, kind, item } = mount;
  if (kind !== 'bind' || !source || hostPath === undefined) return undefined;
  const name = nameOf(hostPath);
  if (!SECRET_FILE.test(name) || PUBLIC.test(name)) return undefined;
  const token = item.view.kind === 'scalar' ? item.view : source.token;
  return finding(token, { service, mount, path: hostPath });
}

/** Only where both paths are written plainly and the mount is this service's own. */
function useSecret({ service, mount: { item, source, target }, path }: Data): Edits {
  const { own, entry, file } = service;
  const { view, holder } = item;
  if (!source?.isKnown || !target?.isKnown || source.scalar.text.includes('$') || file.isSwarm) return undefined;
  if (holder.owner !== own || holder.aliased || entry.aliased || !target.text.startsWith('/')) return undefined;
  const secret = nameOf(path).replace(/^\.+/, '').replace(/\W+/g, '_').toLowerCase();
  if (file.declared('secrets', secret)) return undefined;
  const granted = { source: secret, target: target.text };
  const existing = own.get('secrets');
  const isOnlyMount = holder.value?.kind === 'sequence' && holder.value.items.length === 1;
  const moved = existing
    ? combineEdits(
        insertItem(existing.value?.kind === 'sequence' ? existing.value : undefined, granted),
        deleteItem(holder, view),
      )
    : isOnlyMount
      ? replaceEntry(holder, 'secrets', [granted])
      : combineEdits(insertKeyBefore(holder, 'secrets', [granted]), deleteItem(holder, view));
  const declared = insertAt(file.root, ['secrets', secret, 'file'], source.text);
  return combineEdits(moved, declared);
}
