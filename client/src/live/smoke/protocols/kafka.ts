/** https://kafka.apache.org/protocol.html: requests in the oldest versions that brokers take, answered before any login. */
import type { Conversation } from './conversation';
import { fail, OTHER, pass, type Protocol, type Verdict } from './protocol';

const API_VERSIONS = 18;
const METADATA = 3;
const METADATA_VERSION = 1;
const CORRELATION = 0x686f6c64;
const UNSUPPORTED_VERSION = 35;
const NOBODY = -1;

export const kafka: Protocol = {
  title: 'Kafka',
  async talk(conversation) {
    const versions = await answerTo(conversation, request(API_VERSIONS, 0));
    if (versions === undefined || versions.length < 2) return OTHER;
    const problem = versions.readInt16BE(0);
    if (problem !== 0 && problem !== UNSUPPORTED_VERSION)
      return fail(`Kafka answers with error ${problem}: see its log.`);
    if (!speaks(versions, METADATA, METADATA_VERSION)) return pass('The Kafka broker answers.');
    // A list without a length stands for all topics.
    const metadata = await answerTo(conversation, request(METADATA, METADATA_VERSION, int32(NOBODY)));
    if (metadata === undefined) return withoutMetadata(conversation);
    return clusterVerdict(new Reader(metadata));
  },
};

/** Listeners that want a login close the connection over any other question. */
function withoutMetadata({ ended }: Conversation): Verdict {
  if (ended === 'closed') return pass('The Kafka broker answers, and tells about its cluster after a login only.');
  return fail(
    'The Kafka broker answers, but does not tell about its cluster: it may have lost its controller. See its log.',
  );
}

function request(key: number, version: number, body: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(14);
  header.writeInt32BE(10 + body.length, 0);
  header.writeInt16BE(key, 4);
  header.writeInt16BE(version, 6);
  header.writeInt32BE(CORRELATION, 8);
  // No name for the client.
  header.writeInt16BE(NOBODY, 12);
  return Buffer.concat([header, body]);
}

/** @returns what follows the correlation; the beginning of an answer that is longer than anybody listens to; undefined for none */
async function answerTo(conversation: Conversation, question: Buffer): Promise<Buffer | undefined> {
  conversation.next();
  conversation.send(question);
  const heard = await conversation.hear((bytes) => bytes.length >= 4 && bytes.length >= 4 + bytes.readUInt32BE(0));
  return heard.length < 8 || heard.readInt32BE(4) !== CORRELATION ? undefined : heard.subarray(8);
}

/** @param versions an answer to ApiVersions: an error, then key, least and greatest version of each request */
function speaks(versions: Buffer, key: number, version: number): boolean {
  for (let at = 6; at + 6 <= versions.length; at += 6)
    if (versions.readInt16BE(at) === key)
      return versions.readInt16BE(at + 2) <= version && version <= versions.readInt16BE(at + 4);
  return false;
}

function clusterVerdict(metadata: Reader): Verdict | typeof OTHER {
  const leaderless: string[] = [];
  let brokers = 0;
  let controller = NOBODY;
  try {
    brokers = metadata.list(() => {
      metadata.int32();
      metadata.text();
      metadata.int32();
      metadata.text();
    });
    controller = metadata.int32();
    metadata.list(() => readTopic(metadata, leaderless));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // Longer than is listened to: what was heard counts. Shorter than its first words, it is no Kafka.
    if (brokers === 0) return OTHER;
  }
  if (controller === NOBODY)
    return fail(
      'The Kafka broker answers, but the cluster has no controller: topics and leaders are stuck. Look at the controllers (or at ZooKeeper) and at the network between them.',
    );
  const [first] = leaderless;
  if (first !== undefined)
    return fail(
      `Kafka answers, but ${leaderless.length === 1 ? 'a partition has' : `${leaderless.length} partitions have`} no leader, such as ${first}: nobody can read or write there. Start the brokers that hold it.`,
    );
  return pass(`The Kafka broker answers: ${brokers === 1 ? 'one broker' : `${brokers} brokers`}, with a controller.`);
}

function readTopic(metadata: Reader, leaderless: string[]): void {
  metadata.int16();
  const topic = metadata.text();
  metadata.int8();
  metadata.list(() => {
    metadata.int16();
    const partition = metadata.int32();
    if (metadata.int32() === NOBODY) leaderless.push(`${topic}-${partition}`);
    // Replicas, and those in sync.
    metadata.list(() => void metadata.int32());
    metadata.list(() => void metadata.int32());
  });
}

/** Reads the plain types of the protocol, one after the other. Every method throws RangeError at the end of what there is. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int8(): number {
    return this.#bytes.readInt8(this.#skip(1));
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#skip(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#skip(4));
  }

  /** Empty for one that there is not. */
  text(): string {
    const length = Math.max(0, this.int16());
    const from = this.#skip(length);
    if (this.#at > this.#bytes.length) throw new RangeError('A text ends too early.');
    return this.#bytes.toString('utf8', from, this.#at);
  }

  /** @returns how many entries it has */
  list(read: () => void): number {
    const count = this.int32();
    for (let index = 0; index < count; index++) read();
    return Math.max(0, count);
  }

  #skip(size: number): number {
    const at = this.#at;
    this.#at += size;
    return at;
  }
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
