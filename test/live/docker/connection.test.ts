import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { DockerEngine, EngineError, type Endpoint } from '../../../client/src/live/docker';
import type { Deadlines } from '../../../client/src/live/docker/connection';
import { engineErrorOf } from '../../../client/src/live/docker/errors';
import { ScriptedEngine, type Fault, type ScriptedOptions } from '../support/scriptedEngine';
import { temporaryFolder, temporarySocket } from '../support/temporary';
import { SHORT, socketEndpoint } from '../support/watching';

const ID = 'a'.repeat(64);
const INSPECT = `/containers/${ID}/json`;

async function scripted(
  options?: ScriptedOptions,
  deadlines?: Deadlines,
): Promise<{ scripted: ScriptedEngine; engine: DockerEngine }> {
  const scripted = await ScriptedEngine.start(options);
  scripted.put({ id: ID, name: 'web', state: 'running' });
  const engine = engineAt(socketEndpoint(scripted.socket), deadlines);
  onTestFinished(() => scripted.dispose());
  return { scripted, engine };
}

function engineAt(endpoint: Endpoint, deadlines?: Deadlines): DockerEngine {
  const engine = new DockerEngine(() => endpoint, deadlines);
  onTestFinished(() => engine.close());
  return engine;
}

async function errorOf(call: Promise<unknown>): Promise<EngineError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EngineError);
  return error as EngineError;
}

describe('the version of the API', () => {
  it.each([
    ['an old engine', { apiVersion: '1.41', minimumApiVersion: '1.12' }, 'v1.41', 1],
    ['an engine that refuses old clients', { apiVersion: '1.52', minimumApiVersion: '1.44' }, 'v1.52', 1],
    ['an engine newer than this client', { apiVersion: '1.55', minimumApiVersion: '1.44' }, 'v1.52', 2],
    ['an engine that refuses this client’s versions', { apiVersion: '2.3', minimumApiVersion: '1.60' }, 'v1.60', 2],
    ['a very old engine', { apiVersion: '1.9', minimumApiVersion: '1.9' }, 'v1.9', 1],
  ])('is one that %s accepts', async (_, versions, spoken, questions) => {
    const { scripted: server, engine } = await scripted(versions);
    expect((await engine.list()).map(({ name }) => name)).toEqual(['web']);
    expect((await engine.inspect(ID)).state).toBe('running');
    expect(server.urls.at(-1)).toBe(`/${spoken}${INSPECT}`);
    // Agreed on once, not for every call.
    expect(server.calls.length).toBe(questions + 2);
  });

  it('is agreed on anew with an engine that has been replaced', async () => {
    const { scripted: old, engine } = await scripted({ apiVersion: '1.41' });
    await engine.list();
    await old.kill();
    const replaced = await ScriptedEngine.start({ apiVersion: '1.52', minimumApiVersion: '1.44', socket: old.socket });
    onTestFinished(() => replaced.dispose());
    await engine.open();
    expect(await engine.list()).toEqual([]);
    expect(engine.apiVersion).toBe('1.52');
  });

  it('makes health part of the list from 1.52 on, and of its text before', async () => {
    for (const apiVersion of ['1.41', '1.52']) {
      const { scripted: server, engine } = await scripted({ apiVersion });
      server.put({ id: ID, name: 'web', state: 'running', health: 'starting' });
      expect((await engine.list())[0]?.healthStatus, apiVersion).toBe('starting');
    }
  });
});

describe('failures come in words', () => {
  it('when there is no engine', async () => {
    const engine = engineAt(socketEndpoint('/nonexistent/docker.sock'));
    expect(await errorOf(engine.ping())).toMatchObject({
      kind: 'no-engine',
      message: expect.stringContaining('/nonexistent/docker.sock') as string,
    });
    expect((await errorOf(engine.list())).kind).toBe('no-engine');
  });

  it('when the engine has died', async () => {
    const { scripted: server, engine } = await scripted();
    await server.kill();
    expect((await errorOf(engine.open())).kind).toBe('refused');
  });

  it.each<[Fault, string]>([
    ['hang', 'timeout'],
    ['stall', 'timeout'],
    ['cut', 'interrupted'],
    ['error', 'server'],
    ['garbage', 'protocol'],
    ['noise', 'protocol'],
    [{ status: 404, body: '{"message":"No such container: web"}' }, 'not-found'],
    [{ status: 404, body: 'page not found\n' }, 'not-found'],
    [{ status: 409, body: '{"message":"Container web is not running"}' }, 'conflict'],
    [{ status: 403, body: '<h1>Forbidden</h1>' }, 'no-permission'],
    [{ status: 503, body: '' }, 'server'],
    [{ status: 301, body: '' }, 'protocol'],
    [{ status: 200, body: '[]' }, 'protocol'],
    [{ status: 200, body: '{}' }, 'protocol'],
    [{ status: 200, body: '' }, 'protocol'],
  ])('when the engine answers %j', async (fault, kind) => {
    const { scripted: server, engine } = await scripted({}, kind === 'timeout' ? SHORT : undefined);
    await engine.open();
    server.fault = (path) => (path === INSPECT ? fault : undefined);
    expect((await errorOf(engine.inspect(ID))).kind).toBe(kind);
    server.fault = () => undefined;
    expect((await engine.inspect(ID)).name).toBe('web');
  });

  it('when something else answers', async () => {
    const { scripted: server, engine } = await scripted();
    server.fault = () => 'garbage';
    expect(await errorOf(engine.open())).toMatchObject({
      kind: 'protocol',
      message: expect.stringContaining(server.socket) as string,
    });
  });

  it('when the caller gives up, before and during a call', async () => {
    const { scripted: server, engine } = await scripted();
    expect((await errorOf(engine.list(AbortSignal.abort()))).kind).toBe('aborted');
    server.fault = () => 'hang';
    const controller = new AbortController();
    const call = errorOf(engine.list(controller.signal));
    await server.until(() => server.calls.length === 1);
    controller.abort();
    expect((await call).kind).toBe('aborted');
    await server.until(() => server.connections === 0);
  });

  it('when the client is closed under a call', async () => {
    const { scripted: server, engine } = await scripted();
    await engine.open();
    server.fault = () => 'hang';
    const call = errorOf(engine.list());
    await server.until(() => server.countOf('/containers/json') === 1);
    await engine.close();
    expect((await call).kind).toBe('interrupted');
    expect((await errorOf(engine.list())).kind).toBe('aborted');
    await server.until(() => server.connections === 0);
  });

  it.each([
    ['EACCES', 'no-permission'],
    ['EPERM', 'no-permission'],
    ['ENOTFOUND', 'unreachable'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ETIMEDOUT', 'unreachable'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['HPE_INVALID_CONSTANT', 'protocol'],
    ['ECONNRESET', 'interrupted'],
    ['EPIPE', 'interrupted'],
  ])('when the network says %s', (code, kind) => {
    const error = engineErrorOf(Object.assign(new Error('some words'), { code }), socketEndpoint('/run/docker.sock'));
    expect(error.kind).toBe(kind);
    if (kind !== 'interrupted') expect(error.remedy).toBeTruthy();
  });

  it('and never repeat more than a few of the engine’s', async () => {
    const { scripted: server, engine } = await scripted();
    await engine.open();
    server.fault = () => ({ status: 500, body: 'x'.repeat(100_000) });
    expect((await errorOf(engine.list())).message.length).toBeLessThan(400);
  });
});

describe('TLS', () => {
  let folder: string;
  beforeAll(() => {
    folder = temporaryFolder();
    makeCertificates(folder);
  });

  const answer: RequestListener = (_, response) => void response.setHeader('api-version', '1.41').end('[]');

  async function listening(server: Server): Promise<number> {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    return (server.address() as AddressInfo).port;
  }

  function secureServer(requestCert: boolean): Promise<number> {
    const [key, cert, ca] = ['server-key', 'server', 'ca'].map((name) => readFileSync(join(folder, `${name}.pem`)));
    return listening(createHttpsServer({ key, cert, ca, requestCert, rejectUnauthorized: requestCert }, answer));
  }

  function engineOn(
    port: number,
    files?: { ca?: string; certificate?: string; key?: string; isVerified?: boolean },
  ): DockerEngine {
    const at = (name: string): string => join(folder, `${name}.pem`);
    const { ca = 'ca', certificate = 'cert', key = 'key', isVerified = true } = files ?? {};
    const tls = files && { ca: at(ca), certificate: at(certificate), key: at(key), isVerified };
    const address = `tcp://127.0.0.1:${port}`;
    return engineAt({ kind: 'tcp', host: '127.0.0.1', port, tls, address, origin: 'setting', context: undefined });
  }

  it('shows the engine who we are and checks who it is', async () => {
    expect(await engineOn(await secureServer(true), {}).list()).toEqual([]);
  });

  it('refuses an engine that another authority vouches for', async () => {
    const error = await errorOf(engineOn(await secureServer(false), { ca: 'other-ca' }).list());
    expect(error.kind).toBe('tls');
  });

  it('takes any engine where Docker is told to', async () => {
    const engine = engineOn(await secureServer(false), { ca: 'other-ca', isVerified: false });
    expect(await engine.list()).toEqual([]);
  });

  it('is refused without a certificate', async () => {
    const error = await errorOf(engineOn(await secureServer(true), { certificate: 'none', key: 'none' }).list());
    expect(['tls', 'interrupted']).toContain(error.kind);
  });

  it('says which half of a certificate is missing', async () => {
    const error = await errorOf(engineOn(await secureServer(true), { key: 'none' }).list());
    expect(error).toMatchObject({ kind: 'tls', message: expect.stringContaining('none.pem') as string });
  });

  it('is missed by an engine that is asked without, and the other way round', async () => {
    const plain = await listening(createHttpServer(answer));
    expect((await errorOf(engineOn(plain, {}).list())).kind).toBe('tls');
    const says = 'Client sent an HTTP request to an HTTPS server.\n';
    const secure = await listening(createHttpServer((_, response) => void response.writeHead(400).end(says)));
    expect((await errorOf(engineOn(secure).list())).kind).toBe('tls');
  });

  it('reads mended certificates again', async () => {
    const port = await secureServer(true);
    const engine = engineOn(port, { certificate: 'mended', key: 'mended-key' });
    await errorOf(engine.list());
    for (const [from, to] of [
      ['cert', 'mended'],
      ['key', 'mended-key'],
    ])
      execFileSync('cp', [join(folder, `${from}.pem`), join(folder, `${to}.pem`)]);
    expect(await engine.list()).toEqual([]);
  });
});

describe('an address without an engine', () => {
  it('is refused on TCP', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const address = `tcp://127.0.0.1:${port}`;
    const engine = engineAt({
      kind: 'tcp',
      host: '127.0.0.1',
      port,
      tls: undefined,
      address,
      origin: 'setting',
      context: undefined,
    });
    expect(await errorOf(engine.list())).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining(address) as string,
    });
  });

  it('is looked for again at every attempt', async () => {
    const { scripted: server } = await scripted();
    const places = [temporarySocket(), server.socket];
    const engine = new DockerEngine(() => socketEndpoint(places.shift() ?? ''));
    onTestFinished(() => engine.close());
    expect((await errorOf(engine.list())).kind).toBe('no-engine');
    expect((await engine.list()).length).toBe(1);
  });
});

/** An authority, a server and a client that it vouches for, and an authority that vouches for nobody. */
function makeCertificates(folder: string): void {
  const openssl = (...words: string[]): void => void execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  for (const name of ['ca', 'other-ca']) {
    openssl('req', '-x509', ...newKey, '-keyout', `${name}-key.pem`, '-out', `${name}.pem`, '-subj', `/CN=${name}`);
  }
  const issue = (name: string, key: string, subject: string, extensions: string): void => {
    const by = ['-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-addext', extensions];
    openssl('req', '-x509', ...newKey, ...by, '-keyout', `${key}.pem`, '-out', `${name}.pem`, '-subj', subject);
  };
  issue('server', 'server-key', '/CN=engine', 'subjectAltName=IP:127.0.0.1');
  issue('cert', 'key', '/CN=client', 'extendedKeyUsage=clientAuth');
}
