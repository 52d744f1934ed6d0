import { CodeActionKind, type CodeAction, type WorkspaceEdit } from 'vscode-languageserver-types';
import type { TextEdit } from '../document/edit';
import type { ParsedFile } from '../document/parsed';
import type { AppliedFix, Finding } from '../engine/finding';
import { fixAll, minimalEdits, safeFix } from '../engine/fixing';
import { subjectName, type FindingGroup } from '../engine/grouping';
import { actionData, diagnosticsFor, type ActionData, type ActionRequest } from './actionRequest';
import type { Check } from './checker';
import { harden, hardening, type Recheck } from './hardening';
import { groupsTouching, offsetAt } from './hover';
import { otherActions } from './otherActions';
import { isRefactoring, REFACTORING_KIND, refactoringEdit, refactoringsAt } from './refactorings';
import { asOneEdit, makesNewFiles, type Surrounding } from './refactorings/edit';
import { suppressHere, suppressInFile } from './suppress';
import { workspaceEdit, type EditAbilities } from './workspaceEdit';

const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.holdfast`;
export const ACTION_KINDS = [CodeActionKind.QuickFix, FIX_ALL_KIND, REFACTORING_KIND];

/** More names than this make a title that no menu shows to its end. */
const MOST_LISTED = 5;

/** Titles, kinds and order of what can be done in a range; edits are made by `editOf` when one is chosen. */
export function codeActionsAt(
  check: Check,
  request: ActionRequest,
  abilities: EditAbilities,
  recheck: Recheck,
): CodeAction[] {
  const wants = (kind: string): boolean =>
    !request.only || request.only.some((one) => one === '' || kind === one || kind.startsWith(`${one}.`));
  const actions: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) {
    const range = { start: offsetAt(check, request.range.start), end: offsetAt(check, request.range.end) };
    const groups = groupsTouching(check, range);
    for (const group of groups) actions.push(...fixActions(check, group, request));
    actions.push(...otherActions(check, groups, request));
  }
  // Without being asked for by kind, "fix all" only stands where something can be fixed at once.
  if (wants(FIX_ALL_KIND) && allFindings(check).some(safeFix)) {
    const data: ActionData = { uri: request.uri, version: request.version, what: 'fixAll' };
    actions.push({ title: 'Fix all that is safe to fix (Holdfast)', kind: FIX_ALL_KIND, data });
  }
  const isWantedRefactoring =
    wants(REFACTORING_KIND) || request.only?.some((one) => one.startsWith(`${REFACTORING_KIND}.`)) === true;
  if (isWantedRefactoring)
    actions.push(...refactoringsAt(check, request, abilities, recheck).filter(({ kind = '' }) => wants(kind)));
  return actions;
}

/** Makes the edit of an action; undefined when the text no longer has what it was about. */
export function editOf(
  check: Check,
  data: ActionData,
  recheck: Recheck,
  surrounding: Surrounding,
): WorkspaceEdit | undefined {
  const { parsed } = check.file;
  const { text } = parsed;
  const { uri, version } = data;
  const answer = (edits: readonly TextEdit[]): WorkspaceEdit =>
    workspaceEdit([{ uri, version, file: parsed, edits }], surrounding.abilities);
  if (data.what === 'fixAll') return answer(minimalEdits(text, fixAll(text, (of) => recheck(of), safeFix).text));
  const { what } = data;
  if (isRefactoring(what)) return refactoringEdit(check, data, recheck, surrounding);
  const group = check.groups.find(({ findings }) => findings.some((one) => isAbout(one, data)));
  const found = group?.findings.find((one) => isAbout(one, data));
  if (!group || !found) return undefined;
  switch (what) {
    case 'ignoreHere':
      return answer(suppressHere(check.file, [found]));
    case 'ignoreGroupHere':
      return answer(suppressHere(check.file, group.findings));
    case 'ignoreInFile':
      return answer(suppressInFile(check.file, found));
    case 'harden':
      return answer(minimalEdits(text, harden(text, group, recheck)));
    case 'fix': {
      const fix = found.fixes()[data.fix ?? 0];
      return fix && (moving(fix, data, parsed, surrounding) ?? answer(fix.edits));
    }
  }
}

/** A fix that moves something into a file of its own; undefined for others, and where that file is taken. */
function moving(fix: AppliedFix, { uri, version }: ActionData, file: ParsedFile, surrounding: Surrounding) {
  const isPossible = surrounding.abilities.createsFiles && makesNewFiles(fix, uri, surrounding);
  if (fix.files.length === 0 || !isPossible) return undefined;
  return asOneEdit(
    { choices: [[fix]], edits: fix.edits.map((edit) => ({ ...edit, choice: 0 })) },
    { uri, version, file },
    surrounding,
  );
}

function fixActions(check: Check, group: FindingGroup, request: ActionRequest): CodeAction[] {
  const diagnostics = diagnosticsFor(check, group, request);
  const actions: CodeAction[] = [];
  const [first] = group.findings;
  const joined = group.findings.filter(hardening);
  if (joined.length > 1) {
    actions.push({
      title: `Harden "${subjectName(first)}": add ${listed(joined.map(({ rule }) => rule.grouped ?? rule.id))}`,
      kind: CodeActionKind.QuickFix,
      diagnostics,
      isPreferred: true,
      data: actionData(request, first, { what: 'harden' }),
    });
  }
  for (const found of group.findings) {
    for (const [index, fix] of found.fixes().entries()) {
      actions.push({
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        diagnostics,
        ...(index === 0 && joined.length < 2 && found === first ? { isPreferred: true } : {}),
        data: actionData(request, found, { what: 'fix', fix: index }),
      });
    }
  }
  return actions;
}

/** As much as a menu shows; the single actions stand below it. */
function listed(words: readonly string[]): string {
  if (words.length <= MOST_LISTED) return words.join(', ');
  return `${words.slice(0, MOST_LISTED - 1).join(', ')} and ${words.length - MOST_LISTED + 1} more`;
}

function allFindings(check: Check): Finding[] {
  return check.groups.flatMap(({ findings }) => findings);
}

function isAbout({ rule, range }: Finding, data: ActionData): boolean {
  return rule.id === data.rule && range.start === data.start;
}
