/** So long a name of a payment does not stand in a text by chance. */
const LONG = 12;

/** Finds which payment of a batch a line of a bank is about. */
export class ReferenceFinder {
  readonly #known: ReadonlyMap<string, string>;
  readonly #lengths: readonly number[];
  readonly #firsts: ReadonlySet<string>;

  constructor(references: readonly string[]) {
    this.#known = new Map(references.map((reference) => [reference.toLowerCase(), reference]));
    const long = [...this.#known.keys()].filter(({ length }) => length >= LONG);
    this.#lengths = [...new Set(long.map(({ length }) => length))];
    this.#firsts = new Set(long.map(([first]) => first ?? ''));
  }

  /** Returns the payment that is named by exactly this; null for another text. */
  named(text: string): string | null {
    return this.#known.get(text.toLowerCase()) ?? null;
  }

  /**
   * Returns the only payment that some texts name, such as `EREF+P12-3 SVWZ+Commission`; null without one, and for two:
   * the amount would be of neither.
   */
  within(texts: readonly string[]): string | null {
    const found = new Set<string>();
    for (const text of texts) {
      for (const word of text.toLowerCase().split(/[\s+:;,|"'()]+/)) {
        const reference = this.#known.get(word);
        if (reference !== undefined) found.add(reference);
      }
      this.#findBroken(text, found);
    }
    const [only] = found;
    return only !== undefined && found.size === 1 ? only : null;
  }

  /** Banks break a purpose into lines of 27 characters, also within a word, and write `SVWZ+` without a space before it. */
  #findBroken(text: string, found: Set<string>): void {
    const whole = text.toLowerCase().replaceAll(/\s+/g, '');
    for (let at = 0; at < whole.length; at++) {
      if (!this.#firsts.has(whole[at] as string)) continue;
      for (const length of this.#lengths) {
        const reference = this.#known.get(whole.slice(at, at + length));
        if (reference !== undefined) found.add(reference);
      }
    }
  }
}
