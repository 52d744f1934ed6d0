import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../../server/src/formats';
import { openFile } from '../../../server/src/engine/open';
import { Workspace } from '../../../server/src/stack/workspace';
import { EVERYTHING, lintText, only, pointsAt } from '../../support/lint';
import { MemoryDisk } from '../../support/memoryDisk';

describe('files of Traefik', () => {
  it.each([
    ['a static one, by its entry points', 'proxy.yml', 'entryPoints:\n  web:\n    address: ":80"\n', 'traefik'],
    ['a static one, by its name', 'traefik.yml', 'providers:\n  docker: {}\n', 'traefik'],
    ['a static one without content', 'traefik.yaml', '', 'traefik'],
    ['a dynamic one', 'web.yml', 'http:\n  routers:\n    web:\n      rule: Host(`a`)\n', 'traefik'],
    ['a dynamic one about TLS', 'tls.yml', 'tls:\n  options:\n    default:\n      sniStrict: true\n', 'traefik'],
    ['a compose file', 'traefik.yml', 'services:\n  proxy:\n    image: traefik:v3.6.7\n', 'compose'],
    ['another server', 'server.yml', 'http:\n  port: 80\n', undefined],
    ['values of a chart', 'traefik.yml', 'image:\n  tag: v3\n', undefined],
    [
      'an object of Kubernetes',
      'traefik.yml',
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: traefik\n',
      'kubernetes',
    ],
  ])('%s', (_, name, text, format) => {
    expect(openFile(`/w/${name}`, text, FORMATS, EVERYTHING)?.format.id).toBe(format);
  });
});

describe('what a project tells Traefik', () => {
  const proxy =
    'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker.exposedbydefault=false\n      - --entrypoints.websecure.address=:443\n';
  const labels = (entryPoint: string) =>
    `services:\n  web:\n    image: nginx:1.29.1\n    labels:\n      - traefik.http.routers.web.entrypoints=${entryPoint}\n`;

  function found(path: string, files: Record<string, string>): string[] {
    const settings = only('traefik/unknown-entry-point');
    const surroundings = new Workspace('/w', new MemoryDisk(files), settings).surroundingsOf(path);
    const text = files[path] ?? '';
    return lintText(text, { path, settings, surroundings }).findings.map((one) => pointsAt(text, one));
  }

  it('is put together from all of its files, and reported where it is written', () => {
    const files = { '/w/compose.yaml': proxy, '/w/compose.override.yaml': labels('websecur') };
    expect(found('/w/compose.override.yaml', files)).toEqual(['5:websecur']);
    expect(found('/w/compose.yaml', files)).toEqual([]);
  });

  it('takes the values of variables from .env', () => {
    const written = labels('${ENTRY}');
    expect(
      found('/w/compose.yaml', { '/w/compose.yaml': proxy + written.slice(10), '/w/.env': 'ENTRY=web\n' }),
    ).toHaveLength(1);
    expect(
      found('/w/compose.yaml', { '/w/compose.yaml': proxy + written.slice(10), '/w/.env': 'ENTRY=websecure\n' }),
    ).toEqual([]);
    expect(found('/w/compose.yaml', { '/w/compose.yaml': proxy + written.slice(10) })).toEqual([]);
  });

  it('is not known where the configuration is in TOML or in the image', () => {
    const mounted = (source: string) =>
      `services:\n  proxy:\n    image: traefik:v3.6.7\n    volumes:\n      - ${source}\n${labels('anything').slice(10)}`;
    const toml = { '/w/compose.yaml': mounted('./traefik.toml:/etc/traefik/traefik.toml'), '/w/traefik.toml': '' };
    expect(found('/w/compose.yaml', toml)).toEqual([]);
    expect(found('/w/compose.yaml', { '/w/compose.yaml': mounted('config:/etc/traefik') })).toEqual([]);
  });

  it('judges a file with what the compose file beside it says', () => {
    const files = {
      '/w/compose.yaml':
        'services:\n  proxy:\n    image: traefik:v3.6.7\n    volumes:\n      - ./conf/traefik.yml:/etc/traefik/traefik.yml\n      - ./conf/dynamic:/dynamic\n',
      '/w/conf/traefik.yml': 'entryPoints:\n  web:\n    address: ":80"\nproviders:\n  file:\n    directory: /dynamic\n',
      '/w/conf/dynamic/web.yml': 'http:\n  routers:\n    web:\n      entryPoints:\n        - wbe\n',
    };
    expect(found('/w/conf/dynamic/web.yml', files)).toEqual(['5:wbe']);
  });
});
