import type { DocumentFilter } from 'vscode';

/**
 * What the language server is told of. Compose files are of one of two languages, depending on which other extensions are installed;
 * files of variables and of databases are of none that every editor knows.
 */
export const CHECKED_DOCUMENTS: readonly DocumentFilter[] = [
  { language: 'yaml' },
  { language: 'dockercompose' },
  { language: 'dockerfile' },
  // Only those that some stack runs have findings.
  { language: 'shellscript' },
  { pattern: '**/{.env,.env.*,*.env,env.*,{redis,valkey,keydb}*.conf,mongo*.{conf,cfg}}' },
];
