/** Undoes what was started, step by step, last one first. */
export class Undo {
  readonly #steps: (() => unknown)[] = [];
  #hasRun = false;

  /** Adds a step; once everything was undone, runs it at once: what goes on starting has to stop as well. */
  add(step: () => unknown): void {
    this.#steps.push(step);
    if (this.#hasRun) void this.run().catch(() => undefined);
  }

  /**
   * Undoes everything. A step that fails does not keep the others from running; throws an `AggregateError` of all
   * failures at the end.
   */
  async run(): Promise<void> {
    this.#hasRun = true;
    const failures: unknown[] = [];
    for (const step of this.#steps.splice(0).reverse()) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'not every part stopped cleanly');
  }
}
