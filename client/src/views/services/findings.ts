import { Diagnostic, DiagnosticSeverity, Disposable, languages, Range, Uri } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { liveFindings, type LiveFinding } from '../../live/services';
import { registerFixes, type ShownFinding } from './fixes';
import type { LiveSession } from './session';

const SOURCE = 'Holdfast';

/** What running services prove about their files, as problems at the lines that are to be changed, with what mends them. */
export function showFindings(session: LiveSession, client: LanguageClient): Disposable {
  const collection = languages.createDiagnosticCollection('holdfast-live');
  const byFile = new Map<string, ShownFinding[]>();
  let shown = '';
  const show = (): void => {
    // Nothing that is said of the present may come from a reading of the past.
    const found = session.state.kind === 'connected' ? liveFindings(session.stacks) : [];
    const signature = JSON.stringify(found);
    if (signature === shown) return;
    shown = signature;
    byFile.clear();
    for (const finding of found) {
      // Every spelling of a URI is to mean the same file.
      const uri = Uri.parse(finding.uri).toString();
      byFile.set(uri, [...(byFile.get(uri) ?? []), { finding, diagnostic: diagnosticOf(finding) }]);
    }
    collection.clear();
    collection.set(
      [...byFile].map(([uri, findings]) => [Uri.parse(uri), findings.map(({ diagnostic }) => diagnostic)]),
    );
  };
  const fixes = registerFixes(client, (uri) => byFile.get(uri.toString()) ?? []);
  return Disposable.from(collection, fixes, session.onChange(show));
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
