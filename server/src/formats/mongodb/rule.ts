import type { YamlDocument } from '../../document/document';
import type { MapView } from '../../document/view';
import { ruleFactory } from '../../engine/rule';

/** A configuration of mongod or mongos: https://www.mongodb.com/docs/manual/reference/configuration-options/ */
export interface MongoFile {
  readonly document: YamlDocument;
  readonly root: MapView;
  readonly path: string;
}

export interface MongoSubjects {
  readonly file: MongoFile;
}

export const mongoRule = ruleFactory<MongoSubjects>();
