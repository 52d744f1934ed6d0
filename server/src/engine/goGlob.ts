import picomatch from 'picomatch';

/** Go's filepath.Match knows `*`, `?` and `[…]` only (https://pkg.go.dev/path/filepath#Match). */
const OPTIONS = { dot: true, nobrace: true, noextglob: true, noglobstar: true, nonegate: true } as const;

/** Tells whether one name, without folders, matches one segment of a pattern. */
export function goGlob(segment: string): (name: string) => boolean {
  // Most segments are plain names, and compiling a pattern costs much more than listing a folder.
  if (isPlainSegment(segment)) return (name) => name === segment;
  let matches = compiled.get(segment);
  if (!matches) {
    if (compiled.size >= MOST_COMPILED) compiled.clear();
    const expression = picomatch.makeRe(segment, OPTIONS);
    matches = (name) => name === segment || expression.test(name);
    compiled.set(segment, matches);
  }
  return matches;
}

/** A name that stands for itself only. */
export function isPlainSegment(segment: string): boolean {
  return !/[*?[\\]/.test(segment);
}

const compiled = new Map<string, (name: string) => boolean>();
const MOST_COMPILED = 500;
