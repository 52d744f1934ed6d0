/** Versions of the Engine API: `major.minor`. */

export function isNewer(version: string, other: string): boolean {
  const [major, minor] = numbersOf(version);
  const [otherMajor, otherMinor] = numbersOf(other);
  return major > otherMajor || (major === otherMajor && minor > otherMinor);
}

export function lowerOf(version: string, other: string): string {
  return isNewer(version, other) ? other : version;
}

function numbersOf(version: string): [number, number] {
  const [major, minor] = version.split('.').map(Number);
  return [major || 0, minor || 0];
}
