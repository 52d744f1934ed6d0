/** A Kafka broker as far as it answers before a login: https://kafka.apache.org/protocol.html */
import { answers, type Talk } from './tcp';

const API_VERSIONS = 18;
const METADATA = 3;

export interface KafkaCluster {
  /** -1 where there is none. */
  readonly controller?: number;
  /** Topics with the leader of each partition; -1 for a partition without. */
  readonly topics?: Readonly<Record<string, readonly number[]>>;
  /** Answer to ApiVersions; 0 is none. */
  readonly error?: number;
  /** Closes the connection over anything but ApiVersions. */
  readonly needsLogin?: boolean;
  /** Does not answer anything but ApiVersions. */
  readonly isStuck?: boolean;
  /** Of Metadata, least and greatest. */
  readonly metadataVersions?: readonly [number, number];
}

export function kafka({
  controller = 1,
  topics = { orders: [1, 1] },
  error = 0,
  needsLogin = false,
  isStuck = false,
  metadataVersions = [0, 12],
}: KafkaCluster = {}): Talk {
  return answers((request) => {
    const key = request.readInt16BE(4);
    const correlation = request.subarray(8, 12);
    if (key === API_VERSIONS) {
      const versions = [
        [METADATA, ...metadataVersions],
        [API_VERSIONS, 0, 3],
      ];
      return framed(correlation, int16(error), int32(versions.length), ...versions.flat().map(int16));
    }
    if (needsLogin) return undefined;
    if (isStuck) return Buffer.alloc(0);
    const broker = [int32(1), text('kafka'), int32(9092), int16(-1)];
    return framed(correlation, int32(1), ...broker, int32(controller), ...topicsOf(topics));
  });
}

function topicsOf(topics: Readonly<Record<string, readonly number[]>>): Buffer[] {
  const entries = Object.entries(topics).flatMap(([name, leaders]) => [
    ...[int16(0), text(name), Buffer.from([0]), int32(leaders.length)],
    ...leaders.flatMap((leader, index) => [
      ...[int16(leader < 0 ? 5 : 0), int32(index), int32(leader)],
      ...[int32(1), int32(1), int32(1), int32(1)],
    ]),
  ]);
  return [int32(Object.keys(topics).length), ...entries];
}

function framed(...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([int32(body.length), body]);
}

function text(words: string): Buffer {
  return Buffer.concat([int16(words.length), Buffer.from(words)]);
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
