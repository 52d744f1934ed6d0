import { CodeActionKind, type CodeAction, type Diagnostic } from 'vscode-languageserver-types';
import type { Finding } from '../engine/finding';
import { subjectName, type FindingGroup } from '../engine/grouping';
import { COMMANDS, type ActionChoice } from '../protocol';
import { actionData, diagnosticsFor, type ActionRequest } from './actionRequest';
import type { Check } from './checker';
import { rangeOf } from './diagnostics';

/** One thing to do about findings besides fixing them. */
interface Way {
  /** For a menu entry that stands for several findings. */
  readonly title: string;
  /** It is done to one place; the others count for a rule wherever it finds something. */
  readonly isLocal: boolean;
  /** Holdfast's findings about its own words cannot be ignored by more of them. */
  readonly fitsOwnWords: boolean;
  readonly action: (found: Finding, request: ActionRequest) => Pick<CodeAction, 'title' | 'data' | 'command'>;
}

const WAYS: readonly Way[] = [
  {
    title: 'Ignore here, with a reason…',
    isLocal: true,
    fitsOwnWords: false,
    action: (found, request) => ({
      title: `Ignore ${found.rule.id} here, with a reason`,
      data: actionData(request, found, { what: 'ignoreHere' }),
    }),
  },
  {
    title: 'Ignore in this file, with a reason…',
    isLocal: false,
    fitsOwnWords: false,
    action: (found, request) => ({
      title: `Ignore ${found.rule.id} in this file, with a reason`,
      data: actionData(request, found, { what: 'ignoreInFile' }),
    }),
  },
  {
    title: 'Turn off in holdfast.yaml…',
    isLocal: false,
    fitsOwnWords: false,
    action: ({ rule: { id } }, { uri }) => ({
      title: `Turn ${id} off in holdfast.yaml`,
      command: { title: 'Turn off', command: COMMANDS.setRuleLevel, arguments: [uri, id, 'off'] },
    }),
  },
  {
    title: 'Why? Open the documentation…',
    isLocal: false,
    fitsOwnWords: true,
    action: ({ rule: { id } }) => ({
      title: `Why? Open the documentation of ${id}`,
      command: { title: 'Open documentation', command: COMMANDS.openDocumentation, arguments: [id] },
    }),
  },
];

/** A finding and the diagnostics of the editor that show it. */
interface Shown {
  readonly found: Finding;
  readonly group: FindingGroup;
  readonly diagnostics: Diagnostic[];
}

/** Ways to live with what was found, or to learn about it. */
export function otherActions(check: Check, groups: readonly FindingGroup[], request: ActionRequest): CodeAction[] {
  const shown = groups.flatMap((group) => {
    const diagnostics = diagnosticsFor(check, group, request);
    return group.findings.map((found): Shown => ({ found, group, diagnostics }));
  });
  if (shown.length > 1 && request.choosesActions) return WAYS.flatMap((way) => choice(check, way, shown, request));
  return shown.flatMap((one) => WAYS.filter((way) => fits(way, one)).map((way) => single(way, one, request)));
}

function fits({ fitsOwnWords }: Way, { found }: Shown): boolean {
  return fitsOwnWords || !found.rule.id.startsWith('holdfast/');
}

function single(way: Way, { found, diagnostics }: Shown, request: ActionRequest): CodeAction {
  return { ...way.action(found, request), kind: CodeActionKind.QuickFix, diagnostics };
}

/** One menu entry for all that is found here: five findings with four entries each are a menu that nobody reads. */
function choice(check: Check, way: Way, shown: readonly Shown[], request: ActionRequest): CodeAction[] {
  const fitting = shown.filter((one) => fits(way, one));
  const [first, ...others] = way.isLocal ? fitting : oncePerRule(fitting);
  if (!first) return [];
  if (others.length === 0) return [single(way, first, request)];
  const lineOf = ({ found }: Shown): number => rangeOf(check, found.range).start.line + 1;
  const namesLine = way.isLocal && others.some((one) => lineOf(one) !== lineOf(first));
  const choices = [first, ...others].flatMap((one): ActionChoice[] => {
    const { id, summary } = one.found.rule;
    const own: ActionChoice = {
      label: summary,
      description: namesLine ? `${id}, line ${lineOf(one)}` : id,
      action: single(way, one, request),
    };
    return way.isLocal && one.group.findings.length > 1 && one.found === one.group.findings[0]
      ? [wholeGroup(one, request), own]
      : [own];
  });
  return [
    {
      title: way.title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [...new Set(fitting.flatMap(({ diagnostics }) => diagnostics))],
      command: { title: way.title, command: COMMANDS.chooseAction, arguments: [way.title, choices] },
    },
  ];
}

function wholeGroup({ found, group, diagnostics }: Shown, request: ActionRequest): ActionChoice {
  const title = `Everything that "${subjectName(found)}" lacks`;
  return {
    label: title,
    description: `${group.findings.length} rules`,
    action: {
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics,
      data: actionData(request, found, { what: 'ignoreGroupHere' }),
    },
  };
}

function oncePerRule(shown: readonly Shown[]): Shown[] {
  return shown.filter(({ found: { rule } }, index) => shown.findIndex((other) => other.found.rule === rule) === index);
}
