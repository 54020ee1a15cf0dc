export interface Question {
  title: string;
  body: string;
  /** What the button says that does it. */
  confirm: string;
  isDangerous?: boolean;
  onConfirm: () => void;
}

/** The one question that a page asks at a time. */
class QuestionStore {
  #question: Question | null = null;
  readonly #watchers = new Set<() => void>();

  readonly current = (): Question | null => this.#question;

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  readonly set = (question: Question | null): void => {
    this.#question = question;
    for (const watcher of this.#watchers) watcher();
  };
}

export const questions = new QuestionStore();

/** Asks before an action that cannot be undone. Where it can, do it and offer to undo it. */
export function confirm(question: Question): void {
  questions.set(question);
}
