import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createProtocolConnection,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import { programOf } from '../../support/program';
import { uriOf, VSCODE } from './testClient';

let program: string;
beforeAll(() => void (program = programOf('server')), 60_000);

describe('the server as a process', () => {
  let server: ChildProcessByStdio<Writable, Readable, Readable>;
  let connection: ProtocolConnection;
  let errors = '';

  beforeEach(async () => {
    errors = '';
    server = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'pipe'] });
    server.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    connection = createProtocolConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    connection.listen();
    await connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      capabilities: { textDocument: VSCODE.textDocument ?? {} },
    });
    await connection.sendNotification(InitializedNotification.type, {});
  });
  afterEach(() => {
    connection.dispose();
    server.kill();
  });

  it('speaks over its standard streams and ends when it is told to', async () => {
    const uri = uriOf('/nowhere/compose.yaml');
    const text = 'services:\n  web:\n    image: nginx:1.29.1\n    privileged: true\n';
    await connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: 'yaml', version: 1, text },
    });
    const report = await connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
    expect(report.kind === 'full' && report.items.map(({ code }) => code)).toContain('compose/privileged-container');
    await connection.sendRequest(ShutdownRequest.type);
    const ended = once(server, 'exit');
    await connection.sendNotification(ExitNotification.type);
    expect((await ended)[0]).toBe(0);
    expect(errors).toBe('');
  });

  it('does not outlive its client', async () => {
    const ended = once(server, 'exit');
    server.stdin.end();
    await ended;
    expect(server.exitCode).not.toBeNull();
  });
});
