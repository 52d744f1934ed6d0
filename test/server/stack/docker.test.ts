import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../server/src/engine/settings';
import type { BuildSource } from '../../../server/src/engine/surroundings';
import { builtImageOf } from '../../../server/src/formats/dockerfile/builtImage';
import { parseDockerfile } from '../../../server/src/formats/dockerfile/document';
import { Workspace } from '../../../server/src/stack/workspace';
import { rotatesLogs } from '../../../server/src/stack/docker';

const CONTEXT: BuildSource = { context: '.', dockerfile: undefined, inline: undefined, target: undefined };

function readDockerfile(text: string, target?: string) {
  const document = parseDockerfile('Dockerfile', text).documents[0]?.document;
  return document && builtImageOf(document, target);
}

function surroundingsOf(path: string, files: Readonly<Record<string, string>>) {
  const disk = { list: () => undefined, read: (file: string) => files[file] };
  return new Workspace('/w', disk, DEFAULT_SETTINGS).surroundingsOf(path);
}

describe('a Dockerfile', () => {
  it('tells its health check, user and base', () => {
    expect(
      readDockerfile('FROM node:22\nUSER node:node\nHEALTHCHECK --interval=5s CMD node probe.js\nCMD ["node", "."]\n'),
    ).toEqual({ healthcheck: 'present', user: 'node:node', base: 'node:22' });
    expect(readDockerfile('FROM alpine:3.22\n')).toEqual({
      healthcheck: 'absent',
      user: undefined,
      base: 'alpine:3.22',
    });
    expect(readDockerfile('FROM alpine:3.22\nHEALTHCHECK none\n')?.healthcheck).toBe('none');
    expect(readDockerfile('FROM alpine:3.22\nHEALTHCHECK CMD none\n')?.healthcheck).toBe('present');
    expect(readDockerfile('FROM alpine:3.22\nONBUILD HEALTHCHECK CMD x\n')?.healthcheck).toBe('absent');
  });

  it('counts the last instruction of a kind', () => {
    const text = 'FROM a\nHEALTHCHECK CMD x\nUSER one\nHEALTHCHECK NONE\nUSER two\n';
    expect(readDockerfile(text)).toEqual({ healthcheck: 'none', user: 'two', base: 'a' });
  });

  it('inherits from the stage that a stage begins with, and from no other', () => {
    const text = [
      'FROM node:22 AS base',
      'USER node',
      'FROM golang:1.25 AS tools',
      'HEALTHCHECK CMD tools',
      'FROM Base AS final',
      'COPY --from=tools /t /t',
      '',
    ].join('\n');
    expect(readDockerfile(text)).toEqual({ healthcheck: 'absent', user: 'node', base: 'node:22' });
    expect(readDockerfile(text, 'tools')).toEqual({ healthcheck: 'present', user: undefined, base: 'golang:1.25' });
    expect(readDockerfile(text, 'nowhere')).toBeUndefined();
  });

  it('lets a stage of the name of its own base begin with the image', () => {
    expect(readDockerfile('FROM node AS node\nUSER app\n')).toEqual({
      healthcheck: 'absent',
      user: 'app',
      base: 'node',
    });
  });

  it('fills in the defaults of build arguments', () => {
    expect(readDockerfile('ARG TAG=22\nFROM node:${TAG}\n')?.base).toBe('node:22');
    expect(readDockerfile('FROM node:${TAG:-22}-slim\n')?.base).toBe('node:22-slim');
    expect(readDockerfile('ARG BASE\nFROM $BASE\n')).toEqual({
      healthcheck: 'absent',
      user: undefined,
      base: undefined,
    });
  });

  it('may be half written or empty', () => {
    for (const text of ['', '#', 'FROM', 'FROM \nHEALTHCHECK', 'HEALTHCHECK CMD x\n', 'RUN <<EOF\nFROM x\n'])
      expect(() => readDockerfile(text)).not.toThrow();
    expect(readDockerfile('RUN true\n')).toBeUndefined();
  });
});

describe('the image a service is built into', () => {
  const dockerfile = 'FROM redis:8\nHEALTHCHECK CMD redis-cli ping\n';
  const files: Readonly<Record<string, string>> = {
    '/w/app/Dockerfile': dockerfile,
    '/w/app/docker/prod.Dockerfile': 'FROM a\n',
    '/other/Dockerfile': dockerfile,
  };

  it('is read from the context, relative to the compose file', () => {
    const { builtImage } = surroundingsOf('/w/deploy/compose.yaml', files);
    expect(builtImage({ ...CONTEXT, context: '../app' })?.healthcheck).toBe('present');
    expect(builtImage({ ...CONTEXT, context: '/w/app', dockerfile: 'docker/prod.Dockerfile' })?.base).toBe('a');
  });

  it('is read under any name', () => {
    const { builtImage } = surroundingsOf('/w/compose.yaml', { '/w/web.docker': dockerfile });
    expect(builtImage({ ...CONTEXT, dockerfile: 'web.docker' })?.healthcheck).toBe('present');
  });

  it('is told by the tree that the Dockerfile is checked on', () => {
    const workspace = new Workspace('/w', { list: () => undefined, read: (file) => files[file] }, DEFAULT_SETTINGS);
    workspace.surroundingsOf('/w/compose.yaml').builtImage({ ...CONTEXT, context: 'app' });
    expect(workspace.lastParseOf('/w/app/Dockerfile')).toBe(workspace.file('/w/app/Dockerfile')?.parsed);
  });

  it('is not known where the Dockerfile is missing, outside the workspace or on the net', () => {
    const { builtImage } = surroundingsOf('/w/compose.yaml', files);
    for (const context of ['.', '../other', 'https://github.com/acme/app.git', 'git@github.com:acme/app.git#main'])
      expect(builtImage({ ...CONTEXT, context })).toBeUndefined();
  });

  it('may stand in the compose file', () => {
    const { builtImage } = surroundingsOf('/w/compose.yaml', files);
    expect(builtImage({ ...CONTEXT, inline: 'FROM scratch\nUSER 10' })).toEqual({
      healthcheck: 'absent',
      user: '10',
      base: 'scratch',
    });
  });
});

describe('the log rotation of the engine', () => {
  it.each([
    ['{"log-opts": {"max-size": "10m"}}', true],
    ['{"log-driver": "local"}', true],
    ['{"log-driver": "json-file"}', false],
    ['{}', false],
    ['{', undefined],
    ['null', undefined],
  ])('%s', (text, expected) => expect(rotatesLogs(text)).toBe(expected));

  it('is read from the nearest daemon.json', () => {
    const files = { '/w/etc/docker/daemon.json': '{"log-driver": "local"}', '/w/a/daemon.json': '{}' };
    expect(surroundingsOf('/w/b/compose.yaml', files).engineRotatesLogs).toBe(true);
    expect(surroundingsOf('/w/a/compose.yaml', files).engineRotatesLogs).toBe(false);
    expect(surroundingsOf('/w/a/compose.yaml', {}).engineRotatesLogs).toBeUndefined();
  });
});
