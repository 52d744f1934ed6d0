import { replacePart, replaceScalar, type Edits } from '../../../document/edit';
import { placeholder } from '../../../document/render';
import type { ScalarView } from '../../../document/view';
import { finding } from '../../../engine/rule';
import { Expansion } from '../expansion';
import { scalarText, type ComposeService } from '../model';
import { composeRule } from '../rule';

/** Work that only root can do, once, before others start. */
const SETTING_UP = /\b(?:chown|chmod|setfacl|install\s+-[a-z]*[omd])\b/;

export default composeRule({
  id: 'compose/root-user',
  severity: 'warning',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Service is made to run as root',
  why: 'Root in the container is root on the host for every mounted file and for every hole in the kernel.',
  knownProblems:
    'Looks at `user:` only, not at the user of the image. The group does not count: `1000:0` is fine. Services that set owners or permissions and end are an information under the preset `strict` only.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#user',
    'https://docs.docker.com/build/building/best-practices/#user',
  ],
  peers: ['compose-lint:CL-0018', 'cis:4.1', 'owasp:2'],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    user: root\n    restart: unless-stopped\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    user: 1000:1000\n    restart: unless-stopped\n',
  },
  on: {
    service(service) {
      const user = service.text('user');
      if (!user) return undefined;
      const expansion = new Expansion(user.token.text, service.file.variablesFor(user.token));
      const name = /^[^:]*/.exec(expansion.text)?.[0] ?? '';
      if (!/^(?:root|0+)$/.test(name.trim())) return undefined;
      const isSetup = isSettingUp(service);
      const data = { service, scalar: user.token, expansion, length: name.length, isSetup };
      return finding(user.token, data, isSetup ? { severity: 'info', preset: 'strict' } : {});
    },
  },
  message: ({ service }) =>
    `"${service.name}" is made to run as root: a hole in it is a hole in the host. Use the number of an ordinary user that owns its files.`,
  fixes: [
    {
      kind: 'review',
      title: 'Run as an ordinary user',
      edits: ({ service, scalar, expansion, length, isSetup }) =>
        isSetup ? undefined : replaceUser(scalar, expansion, length, service.knownImage?.user.uid),
    },
  ],
});

function replaceUser(scalar: ScalarView, expansion: Expansion, length: number, uid: number | undefined): Edits {
  if (!scalar.text.includes('$'))
    return replaceScalar(scalar, uid === undefined ? placeholder('1000:1000') : `${uid}:${uid}`);
  // In the default of a variable only the user is replaced; its group may come out of another variable.
  const range = expansion.writtenRange(0, length);
  return range && replacePart(scalar, range.start, range.end, placeholder(String(uid ?? 1000)));
}

function isSettingUp(service: ComposeService): boolean {
  if (service.isOneShot) return true;
  const words = ['entrypoint', 'command'].flatMap((key) =>
    service.items(key).flatMap(({ view }) => scalarText(view) ?? []),
  );
  const isKept = service.text('restart') !== undefined || service.get('ports') !== undefined;
  return !isKept && SETTING_UP.test(words.join(' '));
}
