import type { ShellNode, ShellWord } from '../../shell';
import type { Call } from './model';

const VALUED: Readonly<Record<string, RegExp>> = {
  curl: /^(?:-[xHAebdoXuFTwmCK]|--(?:proxy|preproxy|header|user-agent|referer|data|data-raw|output|request|user|form|cookie|resolve|connect-to|cacert|max-time|retry|noproxy|socks5))$/,
  wget: /^(?:-[OoPUeATt]|--(?:header|output-document|output-file|user-agent|referer|execute|directory-prefix))$/,
  git: /^(?:-[bco]|--(?:branch|depth|config|origin|reference))$/,
};

/** Whether a call fetches something from the net. */
export function isDownload({ name, args }: Pick<Call, 'name' | 'args'>): boolean {
  return name === 'curl' || name === 'wget' || (name === 'git' && args.some(({ plain }) => plain === 'clone'));
}

/** The arguments of a download that are no values of options. */
export function targetsOf({ name, args }: Call): ShellWord[] {
  const valued = VALUED[name];
  return args.filter((word, index) => {
    const before = args[index - 1]?.plain;
    return !word.value().startsWith('-') && !(before !== undefined && valued?.test(before));
  });
}

/** Whether a part of a script fetches something with curl or wget, at any depth. */
export function fetches(node: ShellNode): boolean {
  switch (node.kind) {
    case 'command':
      return /^(?:curl|wget)$/.test(node.call?.name ?? '');
    case 'compound':
      return node.lists.some(fetches);
    default:
      return node.items.some(fetches);
  }
}
