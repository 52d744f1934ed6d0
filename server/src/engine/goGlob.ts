import picomatch from 'picomatch';

/** Go's filepath.Match knows `*`, `?` and `[…]` only (https://pkg.go.dev/path/filepath#Match). */
const OPTIONS = { dot: true, nobrace: true, noextglob: true, noglobstar: true, nonegate: true } as const;

/** Tells whether one name, without folders, matches one segment of a pattern. */
export function goGlob(segment: string): (name: string) => boolean {
  return picomatch(segment, OPTIONS);
}
