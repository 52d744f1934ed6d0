import { describe, expect, it } from 'vitest';
import { lineAt } from '../../../server/src/document/text';
import { mayBeOurs, needsOthers } from '../../../server/src/formats';
import { SHELL } from '../../../server/src/formats/shell/language';
import { parseShell } from '../../../server/src/shell';

const SCRIPT = `#!/usr/bin/env bash
set -eu; umask 077

# Every night.
backup() {
  local name="a
b"
  pg_dump -h db "$1" |
    gzip \\
      -9 > "/backups/$1.sql.gz" || {
    echo failed >&2
    return 1
  }
}

while read -r name; do
  if [[ -n $name &&
        $name != x ]]; then
    backup "$name"; sleep 1
  elif true; then cat <<END && echo "$(
    date
  )"
# not a comment
END
  fi
  sh -c 'echo one
echo two'
done < <(psql -c "
  select 1")
case $1 in
  a) echo a ;;
  *) exit 1 ;;
esac
LIST=(
  one
  two
)
`;

describe('a comment in a script', () => {
  const words = (text: string): string[] =>
    parseShell(text).commands.map((command) => command.words.map(({ text }) => text).join(' '));
  const { above, top } = SHELL.comments(SHELL.parse('/w/a.sh', SCRIPT));
  const commented = (at: number): string => `${SCRIPT.slice(0, at)}# comment\n${SCRIPT.slice(at)}`;

  it('changes nothing, wherever it is put above something, and speaks of it', () => {
    expect(parseShell(SCRIPT).isBroken).toBe(false);
    for (let offset = SCRIPT.indexOf('set'); offset < SCRIPT.length; offset++) {
      const at = above(offset);
      expect(at).toBeLessThanOrEqual(offset);
      const text = commented(at);
      expect(words(text), `at ${offset}`).toEqual(words(SCRIPT));
      const file = SHELL.parse('/w/a.sh', text);
      const line = lineAt(file.lineStarts, at);
      const { start, end } = SHELL.comments(file).blockBelow(line);
      const moved = offset + '# comment\n'.length;
      const isBlank = !parseShell(SCRIPT).commands.some(({ range }) => range.start <= offset && offset < range.end);
      if (!isBlank) expect([start <= moved, moved < end], `at ${offset}`).toEqual([true, true]);
    }
  });

  it('about the whole file stands below the line that names the shell', () => {
    expect(commented(top())).toMatch(/^#!\/usr\/bin\/env bash\n# comment\nset/);
  });
});

describe('scripts', () => {
  it.each(['backup.sh', '/w/jobs/backup.bash', 'RUN.SH'])('%s is one', (name) => {
    expect([mayBeOurs(name), needsOthers(name)]).toEqual([true, true]);
  });

  it.each(['backup', 'backup.sh.j2', 'sh', 'compose.yaml'])('%s is none', (name) => {
    expect(needsOthers(name)).toBe(false);
  });
});
