import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../../server/src/formats/prometheus/address';

describe('scrape addresses', () => {
  const cases: readonly (readonly [text: string, host: string, port: number | undefined])[] = [
    ['web:8000', 'web', 8000],
    ['Web', 'web', undefined],
    ['10.0.0.7:9100', '10.0.0.7', 9100],
    ['[fd00::7]:9100', 'fd00::7', 9100],
    ['[::1]', '::1', undefined],
    ['http://web:8000/metrics', 'web', 8000],
    ['https://user:word@web', 'web', undefined],
    [' web:80 ', 'web', 80],
  ];
  for (const [text, host, port] of cases) {
    it(text, () => {
      const address = parseAddress(text);
      expect(address?.host).toBe(host);
      expect(address?.port?.number).toBe(port);
      expect(text.slice(address?.hostStart, address?.hostEnd).toLowerCase()).toBe(host);
      if (address?.port) expect(text.slice(address.port.start, address.port.end)).toBe(String(port));
    });
  }

  it('templates and other texts are none', () => {
    for (const text of [
      '${HOST}:80',
      '{{ host }}:80',
      '<host>:80',
      '__HOST__:80',
      'SERVER_IP:80',
      '*:80',
      '',
      'a b',
      ':80',
      '[::1',
      'a:b:c',
    ]) {
      expect(parseAddress(text)).toBeUndefined();
    }
  });
});
