import type { ImageReference } from './reference';
import type { ImageEntry, KnownImage, TagDependentFacts, TagRange, TagRow } from './types';

type Version = Pick<ImageReference, 'tag' | 'digest'>;

/** The facts of an entry that hold for one reference. `repository` is the listed one whose tags the reference follows. */
export function factsOf(entry: ImageEntry, version: Version, repository?: string): KnownImage {
  const { byTag = [], knownTags = {}, ...facts } = entry;
  const knownTag = repository === undefined ? undefined : knownTags[repository];
  return {
    ...facts,
    ...(knownTag === undefined ? {} : { knownTag }),
    ...(isTagKnown(version) ? matchingFacts(byTag, version.tag ?? '') : withheldFacts(byTag, facts)),
  };
}

function isTagKnown({ tag, digest }: Version): boolean {
  return tag === undefined ? digest === undefined : !tag.includes('$');
}

function matchingFacts(byTag: readonly TagRow[], tag: string): TagDependentFacts {
  return byTag.reduce<TagDependentFacts>(
    (facts, { tags, outdated: _, ...row }) => (covers(tags, tag) ? { ...facts, ...row } : facts),
    {},
  );
}

/** What may be said when the tag is unknown: nothing that differs between tags. */
function withheldFacts(
  byTag: readonly TagRow[],
  newest: TagDependentFacts & Pick<KnownImage, 'user'>,
): TagDependentFacts {
  const { user } = newest;
  const differs = (fact: keyof TagDependentFacts): boolean =>
    byTag.some((row) => row.outdated !== true && fact in row && row[fact] !== newest[fact]);
  return {
    ...(differs('probe')
      ? { probe: { kind: 'none', reason: 'The right probe depends on the version, and the tag is not known here.' } }
      : {}),
    ...(differs('user')
      ? { user: { default: user.default, ...(user.dropsPrivileges === true ? { dropsPrivileges: true } : {}) } }
      : {}),
    ...(differs('dataFolders') ? { dataFolders: [] } : {}),
    ...(differs('missingPrograms') ? { missingPrograms: [] } : {}),
  };
}

/** Whether a tag is one of a range. */
export function covers({ from, before, variant }: TagRange, tag: string): boolean {
  const version = versionOf(tag);
  return (
    (from === undefined || compare(version, from) >= 0) &&
    (before === undefined || compare(version, before) < 0) &&
    (variant === undefined || tag.split('-').some((part) => part.startsWith(variant)))
  );
}

/** The numbers a tag begins with. None at all, as in `latest`, is the newest version there is. */
function versionOf(tag: string): readonly number[] {
  const [, digits, day] = /^(?:v?(\d+(?:\.\d+)*)|RELEASE\.(\d{4}-\d\d-\d\d))/.exec(tag) ?? [];
  return (digits?.split('.') ?? day?.split('-') ?? []).map(Number);
}

/** Numbers the tag leaves out count as the highest, those the bound leaves out as zero. */
function compare(version: readonly number[], bound: string): number {
  for (const [index, limit] of versionOf(bound).entries()) {
    const difference = (version[index] ?? Number.POSITIVE_INFINITY) - limit;
    if (difference !== 0) return difference;
  }
  return 0;
}
