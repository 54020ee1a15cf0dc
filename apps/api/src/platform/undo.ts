/** Undoes what was started, step by step, last one first. */
export class Undo {
  readonly #steps: (() => unknown)[] = [];
  #hasRun = false;
  #running: Promise<void> = Promise.resolve();

  /** Adds a step; once everything was undone, runs it at once: what goes on starting has to stop as well. */
  add(step: () => unknown): void {
    this.#steps.push(step);
    if (this.#hasRun) void this.run().catch(() => undefined);
  }

  /**
   * Undoes everything; called again meanwhile, it resolves when that is done. A step that fails does not keep the others
   * from running; rejects with an `AggregateError` of all failures at the end.
   */
  run(): Promise<void> {
    this.#hasRun = true;
    const run = this.#running.then(() => this.#undo());
    this.#running = run.catch(() => undefined);
    return run;
  }

  async #undo(): Promise<void> {
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
