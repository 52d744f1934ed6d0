import type { Conclusions } from './conclusions';

/** Answers about objects, such as projects, that hold for one generation of conclusions: nobody needs to know what they rest on. */
export class Memory {
  private answers = new WeakMap<object, Map<string, unknown>>();
  private generation = 0;

  constructor(private readonly conclusions: Pick<Conclusions, 'generation'>) {}

  /** The answer to a question about an object that was given before in this generation, or a new one. */
  recall<T>(about: object, question: string, answer: () => T): T {
    if (this.generation !== this.conclusions.generation) {
      this.answers = new WeakMap();
      this.generation = this.conclusions.generation;
    }
    const { answers } = this;
    const known = answers.get(about) ?? new Map<string, unknown>();
    answers.set(about, known);
    if (!known.has(question)) known.set(question, answer());
    return known.get(question) as T;
  }
}
