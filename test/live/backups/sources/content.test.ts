import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inspectContent } from '../../../../client/src/live/backups/sources/content';
import { temporaryFolder } from '../../support/temporary';

const ROWS = Array.from({ length: 50_000 }, (_, row) => `INSERT INTO t VALUES (${row * 7919});\n`).join('');
const POSTGRES = `--\n-- PostgreSQL database dump\n--\n\n\\restrict abc\n${ROWS}--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict abc\n\n`;
const CLUSTER = `--\n-- PostgreSQL database cluster dump\n--\n${ROWS}--\n-- PostgreSQL database cluster dump complete\n--\n\n`;
const MARIADB = `/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19\n${ROWS}-- Dump completed on 2026-06-15  2:00:00\n`;
const MONGO = Buffer.concat([Buffer.from([0x6d, 0xe2, 0x99, 0x81]), Buffer.alloc(2000, 7), Buffer.alloc(4, 0xff)]);
const REDIS = Buffer.concat([Buffer.from('REDIS0011'), Buffer.alloc(100, 1), Buffer.from([0xff]), Buffer.alloc(8, 3)]);
const TAR = Buffer.concat([Buffer.alloc(257), Buffer.from('ustar'), Buffer.alloc(1274, 1), Buffer.alloc(1024)]);

function inspect(content: string | Buffer) {
  const path = join(temporaryFolder(), 'backup');
  writeFileSync(path, content);
  return inspectContent(path, new AbortController().signal);
}

describe('what a backup holds', () => {
  it.each<[string, string | Buffer]>([
    ['pg_dump', POSTGRES],
    ['pg_dumpall', CLUSTER],
    ['mariadb-dump', MARIADB],
    ['mongodump --archive', MONGO],
    ['a snapshot of Redis', REDIS],
    ['tar', TAR],
  ])('of %s is whole with its end, and not without, compressed or not', async (_, content) => {
    const whole = Buffer.from(content);
    const cut = whole.subarray(0, whole.length - 300);
    expect(await inspect(whole)).toEqual({ isComplete: true });
    expect(await inspect(gzipSync(whole))).toEqual({ isComplete: true });
    const short = whole.length < 400 ? whole.subarray(0, whole.length - 9) : cut;
    expect(await inspect(short)).toMatchObject({ isComplete: false });
    expect(await inspect(gzipSync(short))).toMatchObject({ isComplete: false });
  });

  it.each<[string, Buffer, string]>([
    ['nothing', Buffer.alloc(0), 'the file is empty'],
    ['the gzip of nothing', gzipSync(''), 'the compressed file holds nothing'],
    ['a gzip that was cut', gzipSync(POSTGRES).subarray(0, 50_000), 'the compressed file ends too early'],
    ['a gzip with a wrong byte', spoilt(gzipSync(POSTGRES)), 'the compressed file is damaged'],
  ])('is not whole with %s', async (_, content, reason) => {
    expect(await inspect(content)).toEqual({ isComplete: false, reason });
  });

  it('is not known of other formats', async () => {
    expect(await inspect('PGDMP and so on')).toBeUndefined();
    expect(await inspect(gzipSync('CREATE TABLE t;'))).toBeUndefined();
  });
});

function spoilt(content: Buffer): Buffer {
  const middle = content.length >> 1;
  content.writeUInt8(content.readUInt8(middle) ^ 0xff, middle);
  return content;
}
