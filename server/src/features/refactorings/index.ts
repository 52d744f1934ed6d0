/** Changes of a whole service or file at once, shown before they are made, each part to be taken or left. */
import { CodeActionKind, type CodeAction, type WorkspaceEdit } from 'vscode-languageserver-types';
import type { TextRange } from '../../document/text';
import { choicesIn } from '../../engine/choices';
import { beginsWithin, type AppliedFix, type Finding } from '../../engine/finding';
import type { Settings } from '../../engine/settings';
import type { ActionData, ActionRequest, RefactoringName } from '../actionRequest';
import type { Check } from '../checker';
import { groupsTouching, offsetAt } from '../hover';
import { hardening, type Recheck } from '../hardening';
import type { EditAbilities } from '../workspaceEdit';
import { asOneEdit, makesNewFiles, type Surrounding } from './edit';
import { partAt } from './part';

export const REFACTORING_KIND = `${CodeActionKind.RefactorRewrite}.holdfast`;

/** Fewer are what quick-fixes are for. */
const LEAST = 2;

interface Refactoring {
  readonly what: RefactoringName;
  readonly title: (check: Check, at: number, recheck: Recheck) => string | undefined;
  /** Under which it is looked for, where those of the file may have it switched off. */
  readonly settings?: (given: Settings) => Settings;
  /** Which findings it is about. */
  readonly isMeant: (found: Finding, within: TextRange | undefined, textLength: number) => boolean;
  readonly choose: (found: Finding, isPossible: (fix: AppliedFix) => boolean) => AppliedFix | undefined;
}

const SEGMENTATION = 'compose/missing-network-segmentation';

const REFACTORINGS: readonly Refactoring[] = [
  {
    what: 'hardenPart',
    title: (check, at) => {
      const part = partAt(check.file, at);
      return part && hardenable(check, part.range).length >= LEAST ? `Harden ${part.name}…` : undefined;
    },
    isMeant: (found, within, textLength) => within !== undefined && beginsWithin(found, within, textLength),
    choose: hardening,
  },
  {
    what: 'hardenFile',
    title: (check, at) => {
      const inPart = hardenable(check, partAt(check.file, at)?.range ?? { start: 0, end: 0 }).length;
      const all = hardenable(check).length;
      return all >= LEAST && all > inPart ? 'Harden this file…' : undefined;
    },
    isMeant: () => true,
    choose: hardening,
  },
  {
    what: 'moveSecrets',
    title: (check) => (findingsOf(check).some((found) => movesIntoFile(found)) ? 'Move secrets to files…' : undefined),
    isMeant: () => true,
    choose: movesIntoFile,
  },
  {
    what: 'segmentNetworks',
    title: ({ file, settings }, _, recheck) =>
      recheck(file.parsed.text, segmentationOnly(settings)).some(segments) ? 'Segment the networks…' : undefined,
    settings: segmentationOnly,
    isMeant: () => true,
    choose: segments,
  },
];

/** What can be offered at a place; edits are made by `refactoringEdit` when one is chosen. */
export function refactoringsAt(
  check: Check,
  request: ActionRequest,
  { createsFiles }: EditAbilities,
  recheck: Recheck,
): CodeAction[] {
  const at = offsetAt(check, request.range.start);
  // A light bulb in every line would be no light any more.
  if (request.isUnasked && groupsTouching(check, { start: at, end: at }).length === 0) return [];
  return REFACTORINGS.flatMap(({ what, title }) => {
    const shown = what === 'moveSecrets' && !createsFiles ? undefined : title(check, at, recheck);
    if (shown === undefined) return [];
    const { uri, version } = request;
    const data: ActionData = { uri, version, what, start: at };
    return [{ title: shown, kind: `${REFACTORING_KIND}.${what}`, data }];
  });
}

export function isRefactoring(what: ActionData['what']): what is RefactoringName {
  return REFACTORINGS.some((one) => one.what === what);
}

/** Makes the edit of a refactoring; undefined where nothing is left to do. */
export function refactoringEdit(
  check: Check,
  data: ActionData,
  recheck: Recheck,
  surrounding: Surrounding,
): WorkspaceEdit | undefined {
  const refactoring = REFACTORINGS.find(({ what }) => what === data.what);
  if (!refactoring) return undefined;
  const { parsed } = check.file;
  const within = partAt(check.file, data.start ?? 0)?.range;
  const choices = choicesIn(
    parsed.text,
    (text) => recheck(text, refactoring.settings?.(check.settings)),
    (found) => refactoring.isMeant(found, within, parsed.text.length),
    (found) => refactoring.choose(found, (fix) => makesNewFiles(fix, data.uri, surrounding)),
  );
  return asOneEdit(choices, { uri: data.uri, version: data.version, file: parsed }, surrounding);
}

function findingsOf(check: Check): Finding[] {
  return check.groups.flatMap(({ findings }) => findings);
}

function hardenable(check: Check, within?: TextRange): Finding[] {
  const { length } = check.file.parsed.text;
  return findingsOf(check).filter((found) => (!within || beginsWithin(found, within, length)) && hardening(found));
}

/** It is a rule of a strict preset, and costs next to nothing alone. */
function segmentationOnly(given: Settings): Settings {
  return { ...given, rules: { '*': 'off', [SEGMENTATION]: 'hint' } };
}

/** The fix that takes a secret along into a file of its own. */
function movesIntoFile(found: Finding, isPossible = (_: AppliedFix) => true): AppliedFix | undefined {
  // Making the edits of every fix of every finding takes its time.
  if (!found.rule.fixes.some(({ files }) => files)) return undefined;
  return found.fixes().find((fix) => fix.files.length > 0 && isPossible(fix));
}

function segments(found: Finding): AppliedFix | undefined {
  return found.rule.id === SEGMENTATION ? found.fixes()[0] : undefined;
}
