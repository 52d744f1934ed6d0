/** The requests beyond LSP, as client and server both know them. */

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
