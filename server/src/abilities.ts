/** What an editor says of itself when it starts the server. */
import type { InitializeParams } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import type { EditAbilities } from './features/workspaceEdit';
import type { InitializationOptions } from './protocol';

export interface ClientAbilities extends EditAbilities {
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly answersConfiguration: boolean;
  readonly registersConfiguration: boolean;
  readonly registersWatchers: boolean;
  readonly hasFolders: boolean;
  readonly resolvesEdits: boolean;
  /** It is our own. */
  readonly hasCommands: boolean;
}

export function abilitiesOf({
  capabilities: { textDocument, workspace },
  initializationOptions,
}: Pick<InitializeParams, 'capabilities' | 'initializationOptions'>): ClientAbilities {
  const ours = initializationOptions as InitializationOptions | undefined | null;
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    answersConfiguration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    hasFolders: workspace?.workspaceFolders === true,
    resolvesEdits: textDocument?.codeAction?.resolveSupport?.properties.includes('edit') === true,
    hasCommands: ours?.hasCommands === true,
    checksVersions: workspace?.workspaceEdit?.documentChanges === true,
    insertsSnippets:
      workspace?.workspaceEdit?.snippetEditSupport === true && workspace.workspaceEdit.documentChanges === true,
    createsFiles:
      workspace?.workspaceEdit?.resourceOperations?.includes('create') === true &&
      workspace.workspaceEdit.documentChanges === true,
    previews: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
  };
}

/** URIs of the folders that are open. Clients that know one folder only name it in one of the older fields. */
export function foldersOf({ workspaceFolders, rootUri, rootPath }: InitializeParams): string[] {
  if (workspaceFolders) return workspaceFolders.map(({ uri }) => uri);
  if (rootUri) return [rootUri];
  return rootPath ? [URI.file(rootPath).toString()] : [];
}
