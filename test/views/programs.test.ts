import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findProgram } from '../../client/src/views/services/programs';

const home = mkdtempSync(join(tmpdir(), 'holdfast-programs-'));
afterAll(() => rmSync(home, { recursive: true }));

/** A folder with these files, executable or not. */
function folder(name: string, files: Readonly<Record<string, number>>): string {
  const path = join(home, name);
  mkdirSync(path);
  for (const [file, mode] of Object.entries(files)) {
    writeFileSync(join(path, file), '');
    chmodSync(join(path, file), mode);
  }
  return path;
}

const plain = folder('plain', { docker: 0o644 });
const bin = folder('bin', { docker: 0o755, 'podman.exe': 0o755 });
const PATH = ['/nowhere', plain, bin].join(delimiter);

describe('a program', () => {
  it('is the first on the path that can be executed', () => {
    expect(findProgram(['docker'], { PATH })).toBe(join(bin, 'docker'));
  });

  it('may have the ending that the system knows, and another name', () => {
    expect(findProgram(['podman', 'docker'], { PATH, PATHEXT: '.COM;.EXE' })).toBe(join(bin, 'podman.exe'));
    expect(findProgram(['podman', 'docker'], { PATH })).toBe(join(bin, 'docker'));
  });

  it('may be nowhere', () => {
    expect(findProgram(['kubectl'], { PATH })).toBeUndefined();
    expect(findProgram(['docker'], {})).toBeUndefined();
  });
});
