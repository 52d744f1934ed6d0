/** What stands for a subject where one plain value does not say it. */

/** Several values under one name, each of which has to hold; none at all never holds. */
export class Each {
  readonly entries: readonly Entry[];
  /** Whether `contains` and `length` are about all of them together, as for the nodes of a JSONPath. */
  readonly isList: boolean;

  constructor(entries: readonly Entry[], { isList = false } = {}) {
    this.entries = entries;
    this.isList = isList;
  }
}

export interface Entry {
  /** Whose value it is, for a person: a service, the labels of a series. */
  readonly name: string;
  readonly value: unknown;
}

/** There is no value to compare, and why. `fail`: there should be one; `error`: nobody can know it. */
export class NoValue {
  readonly reason: string;
  readonly outcome: 'fail' | 'error';

  constructor(reason: string, outcome: 'fail' | 'error' = 'fail') {
    this.reason = reason;
    this.outcome = outcome;
  }
}
