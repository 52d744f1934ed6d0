export type {
  ShellAssignment,
  ShellCall,
  ShellChain,
  ShellCommand,
  ShellCompound,
  ShellList,
  ShellNode,
  ShellOptions,
  ShellPipeline,
  ShellRedirection,
  ShellScript,
  ShellStatement,
} from './nodes';
export { NO_OPTIONS } from './nodes';
export { isScriptName, ShellDocument } from './document';
export { parseShell } from './parse';
export { callOf, isShell, optionsOf, shellTextOf } from './calls';
export { asksFor, fateOf, optionsAt, type Fate } from './fate';
export { variablesOf } from './variables';
export { NO_VARIABLES, ShellWord, UNKNOWN, type ShellVariables, type WordPart } from './words';
