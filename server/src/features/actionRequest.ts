import type { Diagnostic, Range } from 'vscode-languageserver-types';
import type { Finding } from '../engine/finding';
import type { FindingGroup } from '../engine/grouping';
import type { Check } from './checker';
import { codeOf, rangeOf } from './diagnostics';

export type RefactoringName = 'hardenPart' | 'hardenFile' | 'moveSecrets' | 'segmentNetworks';

/** What `codeAction/resolve` needs to make the edit that was left out: found again in the same version of the text. */
export interface ActionData {
  readonly uri: string;
  readonly version: number;
  readonly what: 'fix' | 'harden' | 'fixAll' | 'ignoreHere' | 'ignoreGroupHere' | 'ignoreInFile' | RefactoringName;
  readonly rule?: string;
  /** Where the finding begins, or where a refactoring was asked for. */
  readonly start?: number;
  /** Index among the fixes of the finding. */
  readonly fix?: number;
}

export interface ActionRequest {
  readonly uri: string;
  readonly version: number;
  readonly range: Range;
  readonly diagnostics: readonly Diagnostic[];
  /** Kinds the editor asks for; everything when undefined. */
  readonly only: readonly string[] | undefined;
  /** Nobody has asked: the editor wants to know whether to show a light bulb. */
  readonly isUnasked: boolean;
  /** The editor lets the person choose in a list of its own, which keeps the menu short. */
  readonly choosesActions: boolean;
}

export function actionData(request: ActionRequest, found: Finding, more: Pick<ActionData, 'what' | 'fix'>): ActionData {
  return { uri: request.uri, version: request.version, rule: found.rule.id, start: found.range.start, ...more };
}

/** The diagnostics of the editor that an action takes care of: those at the place of the group. */
export function diagnosticsFor(check: Check, group: FindingGroup, request: ActionRequest): Diagnostic[] {
  const { start } = rangeOf(check, group.range);
  return request.diagnostics.filter(
    ({ range, code }) =>
      range.start.line === start.line && range.start.character === start.character && code === codeOf(group),
  );
}
