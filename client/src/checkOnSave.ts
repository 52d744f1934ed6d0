import { Uri, workspace, type TextDocument } from 'vscode';
import { DiagnosticPullMode, vsdiag, type DiagnosticProviderMiddleware } from 'vscode-languageclient/node';

/** With `holdfast.run: onSave` a change is no reason to check. */
export function waitsForSave(document: { readonly uri: Uri }, mode: DiagnosticPullMode): boolean {
  return mode === DiagnosticPullMode.onType && runsOnSave(document.uri);
}

/**
 * Keeps the findings of a file as they were when it was saved, also when something else gives cause to check every open file again.
 * A text that has no findings yet gets them in any case: one just opened, or all of them under a server just started.
 */
export class SavedFindings implements DiagnosticProviderMiddleware {
  private checked = new WeakSet<TextDocument>();

  readonly provideDiagnostics: NonNullable<DiagnosticProviderMiddleware['provideDiagnostics']> = (
    document,
    previousResultId,
    token,
    next,
  ) => {
    if (document instanceof Uri) return next(document, previousResultId, token);
    const waits = document.isDirty && !document.isUntitled && runsOnSave(document.uri);
    if (waits && this.checked.has(document))
      return { kind: vsdiag.DocumentDiagnosticReportKind.unChanged, resultId: previousResultId ?? '' };
    this.checked.add(document);
    return next(document, previousResultId, token);
  };

  /** The server is another one, and the editor has dropped what the last one found. */
  forget(): void {
    this.checked = new WeakSet();
  }
}

function runsOnSave(uri: Uri): boolean {
  return workspace.getConfiguration('holdfast', uri).get<string>('run') === 'onSave';
}
