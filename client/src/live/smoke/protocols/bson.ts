/** As much of MongoDB's wire protocol as one question takes. https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ */

const OP_MSG = 2013;
const HEADER_BYTES = 16;
/** Flags, and the kind of the one section. */
const BEFORE_DOCUMENT = HEADER_BYTES + 4 + 1;

/** `{ hello: 1, $db: 'admin' }` as OP_MSG. */
export function helloRequest(): Buffer {
  const document = bsonOf(
    Buffer.concat([Buffer.from('\x10hello\0'), int32(1), Buffer.from('\x02$db\0'), int32(6), Buffer.from('admin\0')]),
  );
  const size = BEFORE_DOCUMENT + document.length;
  return Buffer.concat([int32(size), int32(1), int32(0), int32(OP_MSG), int32(0), Buffer.from([0]), document]);
}

/** @returns the numbers, texts and truth values at the top of the answer; undefined for what is no OP_MSG */
export function documentOf(message: Buffer): Readonly<Record<string, unknown>> | undefined {
  if (message.length < BEFORE_DOCUMENT + 5 || message.readInt32LE(12) !== OP_MSG || message[BEFORE_DOCUMENT - 1] !== 0)
    return undefined;
  try {
    return elementsOf(message.subarray(BEFORE_DOCUMENT));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** https://bsonspec.org/spec.html; @throws RangeError for what is cut off or none */
function elementsOf(document: Buffer): Record<string, unknown> {
  const elements: Record<string, unknown> = {};
  for (let at = 4; document.readUInt8(at) !== 0;) {
    const type = document.readUInt8(at);
    const end = document.indexOf(0, at + 1);
    if (end < 0) throw new RangeError('The name of an element has no end.');
    const name = document.toString('utf8', at + 1, end);
    const { value, size } = valueAt(document, type, end + 1);
    elements[name] = value;
    at = end + 1 + size;
  }
  return elements;
}

function valueAt(document: Buffer, type: number, at: number): { value?: unknown; size: number } {
  switch (type) {
    case 0x01:
      return { value: document.readDoubleLE(at), size: 8 };
    case 0x02: {
      const length = document.readInt32LE(at);
      return { value: document.toString('utf8', at + 4, at + 3 + length), size: 4 + length };
    }
    case 0x03:
    case 0x04:
      return { size: document.readInt32LE(at) };
    case 0x05:
      return { size: 5 + document.readInt32LE(at) };
    case 0x07:
      return { size: 12 };
    case 0x08:
      return { value: document.readUInt8(at) === 1, size: 1 };
    case 0x09:
    case 0x11:
    case 0x12:
      return { size: 8 };
    case 0x0a:
      return { value: null, size: 0 };
    case 0x10:
      return { value: document.readInt32LE(at), size: 4 };
    default:
      throw new RangeError(`Elements of type ${type} are not in answers to hello.`);
  }
}

function bsonOf(elements: Buffer): Buffer {
  return Buffer.concat([int32(elements.length + 5), elements, Buffer.from([0])]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}
