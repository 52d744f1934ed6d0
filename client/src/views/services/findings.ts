import { Diagnostic, DiagnosticSeverity, Disposable, languages, Range, Uri } from 'vscode';
import { liveFindings, type LiveFinding } from '../../live/services';
import type { LiveSession } from './session';

const SOURCE = 'Holdfast';

/** What running services prove about their files, as problems at the lines that are to be changed. */
export function showFindings(session: LiveSession): Disposable {
  const collection = languages.createDiagnosticCollection('holdfast-live');
  let shown = '';
  const show = (): void => {
    // Nothing that is said of the present may come from a reading of the past.
    const found = session.state.kind === 'connected' ? liveFindings(session.stacks) : [];
    const signature = JSON.stringify(found);
    if (signature === shown) return;
    shown = signature;
    const byFile = new Map<string, Diagnostic[]>();
    for (const finding of found) byFile.set(finding.uri, [...(byFile.get(finding.uri) ?? []), diagnosticOf(finding)]);
    collection.clear();
    collection.set([...byFile].map(([uri, diagnostics]) => [Uri.parse(uri), diagnostics]));
  };
  return Disposable.from(collection, session.onChange(show));
}

function diagnosticOf({ range, message, severity, code }: LiveFinding): Diagnostic {
  const { start, end } = range;
  const diagnostic = new Diagnostic(
    new Range(start.line, start.character, end.line, end.character),
    message,
    severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
  );
  diagnostic.source = SOURCE;
  diagnostic.code = code;
  return diagnostic;
}
