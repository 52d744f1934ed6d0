/** Counts who looks, for work that is only worth its while as long as somebody does. */
export class Attendance {
  #count = 0;

  /**
   * @param resume called for everybody who begins to look: something may have stood in its way before
   * @param pause called when the last one has stopped
   */
  constructor(
    private readonly resume: () => void,
    private readonly pause: () => void,
  ) {}

  get isAttended(): boolean {
    return this.#count > 0;
  }

  /** Somebody looks, until what is returned is called. */
  begin(): () => void {
    this.#count++;
    this.resume();
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#count--;
      if (this.#count === 0) this.pause();
    };
  }
}
