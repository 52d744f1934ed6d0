/** MongoDB's answer to `hello`: https://www.mongodb.com/docs/manual/reference/command/hello/ */
import { answers, type Talk } from './tcp';

const OP_MSG = 2013;

type Value = string | number | boolean | Date | Buffer | readonly string[];

/** @param over what is unlike a primary of its own */
export function mongodb(over: Readonly<Record<string, Value>> = {}): Talk {
  const hello = {
    helloOk: true,
    isWritablePrimary: true,
    topologyVersion: Buffer.alloc(0),
    hosts: ['db:27017'],
    maxBsonObjectSize: 16_777_216,
    localTime: new Date(0),
    maxWireVersion: 21,
    readOnly: false,
    ok: 1.0,
    ...over,
  };
  return answers((request) => (request.readInt32LE(12) === OP_MSG ? reply(request.readInt32LE(4), hello) : undefined));
}

/** Of a release that does not know the command. */
export const BEFORE_HELLO = mongodb({
  ok: 0,
  errmsg: "no such command: 'hello'",
  code: 59,
  codeName: 'CommandNotFound',
});

function reply(to: number, fields: Readonly<Record<string, Value>>): Buffer {
  const body = document(Object.entries(fields));
  const header = [16 + 5 + body.length, 1, to, OP_MSG, 0].map(int32);
  return Buffer.concat([...header, Buffer.from([0]), body]);
}

/** https://bsonspec.org/spec.html */
function document(entries: readonly (readonly [string, Value])[]): Buffer {
  const elements = entries.map(([name, value]) => {
    const { type, bytes } = element(name, value);
    return Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), bytes]);
  });
  const body = Buffer.concat([...elements, Buffer.from([0])]);
  return Buffer.concat([int32(body.length + 4), body]);
}

function element(name: string, value: Value): { type: number; bytes: Buffer } {
  if (typeof value === 'string')
    return { type: 0x02, bytes: Buffer.concat([int32(Buffer.byteLength(value) + 1), Buffer.from(`${value}\0`)]) };
  if (typeof value === 'boolean') return { type: 0x08, bytes: Buffer.from([value ? 1 : 0]) };
  if (typeof value === 'number')
    return name === 'ok' ? { type: 0x01, bytes: double(value) } : { type: 0x10, bytes: int32(value) };
  if (value instanceof Date) return { type: 0x09, bytes: Buffer.alloc(8) };
  if (Buffer.isBuffer(value)) return { type: 0x03, bytes: document([['counter', 'x']]) };
  const list = (value as readonly string[]).map((one, index) => [String(index), one] as const);
  return { type: 0x04, bytes: document(list) };
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}
