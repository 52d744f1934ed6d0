import { performance } from 'node:perf_hooks';
import { PassThrough } from 'node:stream';
import { createConnection } from 'vscode-languageserver/node';
import {
  createProtocolConnection,
  DocumentDiagnosticRequest,
  type DocumentDiagnosticReport,
} from 'vscode-languageserver-protocol/node';
import { serve } from '../../server/src/serve';

/** Types into the middle of a document, one character at a time, and gives the milliseconds each took until its diagnostics came. */
export async function keystrokes(text: string, count: number): Promise<number[]> {
  const up = new PassThrough();
  const down = new PassThrough();
  serve(createConnection(up, down), { list: () => undefined, read: () => undefined });
  const client = createProtocolConnection(down, up);
  client.listen();
  await client.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities: { textDocument: { diagnostic: {} } },
  });
  await client.sendNotification('initialized', {});
  const uri = 'file:///workspace/compose.yaml';
  await client.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'yaml', version: 1, text },
  });
  const pull = (): Promise<DocumentDiagnosticReport> =>
    client.sendRequest(DocumentDiagnosticRequest.method, { textDocument: { uri } });
  await pull();

  const line = Math.floor(text.split('\n').length / 2);
  const took: number[] = [];
  for (let i = 0; i < count; i++) {
    const at = { line, character: 0 };
    // A comment grows and vanishes: the worst case, because the whole document is read again.
    const isTyping = i % 2 === 0;
    const change = { range: { start: at, end: isTyping ? at : { line, character: 2 } }, text: isTyping ? '#x' : '' };
    const started = performance.now();
    await client.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: i + 2 },
      contentChanges: [change],
    });
    await pull();
    took.push(performance.now() - started);
  }
  client.dispose();
  return took;
}
