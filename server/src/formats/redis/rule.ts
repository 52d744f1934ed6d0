import { ruleFactory } from '../../engine/rule';
import type { RedisDocument } from './document';

/** A configuration of Redis or Valkey. */
export interface RedisFile {
  readonly document: RedisDocument;
  readonly path: string;
}

export interface RedisSubjects {
  readonly file: RedisFile;
}

export const redisRule = ruleFactory<RedisSubjects>();
