import { describe, expect, it } from 'vitest';
import { UNKNOWN } from '../../../../server/src/formats/compose/expansion';
import { collide, hostPort, portRange, publishedPorts } from '../../../../server/src/formats/compose/ports';
import { appWith } from './support';

function only(item: string) {
  const [port, ...others] = publishedPorts(appWith(`ports:\n  - ${item}`));
  if (!port || others.length > 0) throw new Error('not one port');
  return port;
}

describe('publishedPorts', () => {
  it.each([
    ['80', undefined, undefined, '80', 'tcp', 'everywhere'],
    ['"8080:80"', undefined, '8080', '80', 'tcp', 'everywhere'],
    ['8080:80/UDP', undefined, '8080', '80', 'udp', 'everywhere'],
    ['"5000-5010:6000-6010"', undefined, '5000-5010', '6000-6010', 'tcp', 'everywhere'],
    ['"127.0.0.1:8080:80"', '127.0.0.1', '8080', '80', 'tcp', 'address'],
    ['"127.0.0.1::80"', '127.0.0.1', undefined, '80', 'tcp', 'address'],
    ['"127.0.0.1:80"', '127.0.0.1', undefined, '80', 'tcp', 'address'],
    ['"0.0.0.0:8080:80"', '0.0.0.0', '8080', '80', 'tcp', 'everywhere'],
    ['"[::1]:8080:80"', '[::1]', '8080', '80', 'tcp', 'address'],
    ['"[::]:8080:80"', '[::]', '8080', '80', 'tcp', 'everywhere'],
    ['":::8080:80"', '::', '8080', '80', 'tcp', 'everywhere'],
    ['"fe80::1:8080:80"', 'fe80::1', '8080', '80', 'tcp', 'address'],
    ['"${PORT}:80"', undefined, UNKNOWN, '80', 'tcp', 'unknown'],
    ['"${PORT:-8080}:80"', undefined, '8080', '80', 'tcp', 'everywhere'],
    ['"8080:${PORT}"', undefined, '8080', UNKNOWN, 'tcp', 'everywhere'],
    ['"80${X}:80"', undefined, `80${UNKNOWN}`, '80', 'tcp', 'everywhere'],
    ['"${IP}:8080:80"', UNKNOWN, '8080', '80', 'tcp', 'unknown'],
    ['"${IP:-127.0.0.1}:8080:80"', '127.0.0.1', '8080', '80', 'tcp', 'address'],
    ['"${ALL:-127.0.0.1:8080:80}"', '127.0.0.1', '8080', '80', 'tcp', 'address'],
    ['"${ALL}"', undefined, undefined, UNKNOWN, 'tcp', 'unknown'],
    ['"8080:80/${PROTOCOL}"', undefined, '8080', '80', undefined, 'everywhere'],
    ['{ target: 80 }', undefined, undefined, '80', 'tcp', 'everywhere'],
    ['{ target: 80, published: "8080", protocol: udp }', undefined, '8080', '80', 'udp', 'everywhere'],
    ['{ target: 80, published: 8080, host_ip: 10.0.0.5 }', '10.0.0.5', '8080', '80', 'tcp', 'address'],
    ['{ target: 80, published: 8080, host_ip: "::" }', '::', '8080', '80', 'tcp', 'everywhere'],
    ['{ target: 80, host_ip: "${IP}" }', UNKNOWN, undefined, '80', 'tcp', 'unknown'],
  ])('reads %s', (item, ip, published, target, protocol, reach) => {
    const port = only(item);
    expect([port.hostIp?.text, port.published?.text, port.target?.text, port.protocol, port.reach]).toEqual([
      ip,
      published,
      target,
      protocol,
      reach,
    ]);
  });

  it('knows where each part is written', () => {
    const port = only('"${IP:-127.0.0.1}:${PORT:-8080}:80/tcp"');
    const { scalar } = port.published ?? {};
    const slice = (range: { start: number; end: number } | undefined) => scalar?.text.slice(range?.start, range?.end);
    expect([slice(port.hostIp?.written), slice(port.hostIp?.outer)]).toEqual(['127.0.0.1', '${IP:-127.0.0.1}']);
    expect([slice(port.published?.written), slice(port.published?.outer)]).toEqual(['8080', '${PORT:-8080}']);
    const { document, range } = port.published?.token ?? { document: { text: '' }, range: { start: 0, end: 0 } };
    expect(document.text.slice(range.start, range.end)).toBe('${PORT:-8080}');
  });
});

describe('portRange', () => {
  it.each([
    ['"8080:80"', { first: 8080, last: 8080 }],
    ['"8000-8010:80"', { first: 8000, last: 8010 }],
    ['"8010-8000:80"', undefined],
    ['"${PORT}:80"', undefined],
    ['"web:80"', undefined],
    ['80', undefined],
  ])('of %s', (item, expected) => expect(portRange(only(item).published)).toEqual(expected));
});

describe('collide', () => {
  const hosts = (one: string, other: string) => [hostPort(only(one)), hostPort(only(other))] as const;

  it.each([
    ['"8080:80"', '"127.0.0.1:8080:81"', true],
    ['"0.0.0.0:8080:80"', '"[::1]:8080:81"', true],
    ['"127.0.0.1:8080:80"', '"10.0.0.5:8080:80"', false],
    ['"[::1]:8080:80"', '"::1:8080:81"', true],
    ['"8080:80"', '"8080:80/udp"', false],
    ['"8000-8010:8000-8010"', '"8005:80"', true],
    ['"8000-8010:8000-8010"', '"8011:80"', false],
  ])('%s and %s', (one, other, expected) => {
    const [a, b] = hosts(one, other);
    expect(a && b && collide(a, b)).toBe(expected);
  });

  it.each(['"${PORT}:80"', '80', '"8000-8010:80"', '"0:80"', '"${IP}:8080:80"'])(
    '%s takes no port for certain',
    (item) => expect(hostPort(only(item))).toBeUndefined(),
  );
});
