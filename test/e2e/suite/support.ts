import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** Shows a file of the test workspace. */
export async function openFile(relativePath: string): Promise<vscode.TextEditor> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  return vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, relativePath));
}

/**
 * Waits until Holdfast's diagnostics of a document meet a condition; the deadline is that of the test.
 * @returns those diagnostics
 */
export async function diagnosticsOf(
  uri: vscode.Uri,
  condition: (diagnostics: vscode.Diagnostic[]) => boolean,
): Promise<vscode.Diagnostic[]> {
  const current = (): vscode.Diagnostic[] =>
    vscode.languages.getDiagnostics(uri).filter((diagnostic) => diagnostic.source === 'Holdfast');
  if (condition(current())) return current();
  return new Promise((resolve) => {
    const subscription = vscode.languages.onDidChangeDiagnostics(() => {
      const diagnostics = current();
      if (!condition(diagnostics)) return;
      subscription.dispose();
      resolve(diagnostics);
    });
  });
}

/** The rule a diagnostic comes from. */
export function ruleOf(diagnostic: vscode.Diagnostic): string {
  const { code } = diagnostic;
  return String(typeof code === 'object' ? code.value : code);
}
