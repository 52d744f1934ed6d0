import type { CodeAction } from 'vscode-languageserver-types';

/** What client and server know of each other beyond LSP. */

/** Commands that the client has, for actions that are no mere edits. */
export const COMMANDS = {
  /** Takes the id of a rule. */
  openDocumentation: 'holdfast.openRuleDocumentation',
  /** Takes the URI of a checked file, the id of a rule and its level to be. */
  setRuleLevel: 'holdfast.setRuleLevel',
  /** Takes a title and a list of `ActionChoice`. */
  chooseAction: 'holdfast.chooseAction',
} as const;

/** What our own client says when it starts the server. */
export interface InitializationOptions {
  /** It has the commands above, and follows links to them in hovers. */
  readonly hasCommands?: boolean;
}

/** An entry of the list that a person chooses from. */
export interface ActionChoice {
  readonly label: string;
  readonly description: string;
  /** To be resolved when it is chosen. */
  readonly action: CodeAction;
}

/** Asks where the configuration for a file is or would be, and what its text becomes when a rule's level is set. */
export interface SetRuleLevelParams {
  readonly uri: string;
  readonly rule: string;
  readonly level: string;
}

export interface SetRuleLevelResult {
  /** URI of the `holdfast.yaml` in force, or of the one to be made. */
  readonly uri: string;
  readonly exists: boolean;
  /** Zero-based line and character, UTF-16. For a file to be made there is one edit at its start. */
  readonly edits: readonly {
    readonly range: {
      readonly start: { readonly line: number; readonly character: number };
      readonly end: { readonly line: number; readonly character: number };
    };
    readonly newText: string;
  }[];
}

export const SET_RULE_LEVEL = 'holdfast/setRuleLevel';

/** Sent by the server after a check: shown in the language status. */
export interface CheckedParams {
  readonly uri: string;
  /** Title of the format; undefined for a file that is none of ours. */
  readonly format: string | undefined;
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  readonly hint: number;
  /** Path of the configuration file in force. */
  readonly configuration: string | undefined;
}

export const CHECKED = 'holdfast/checked';
