import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** What a task may take: so many clicks, or one line in the palette. Whoever types instead of clicking acts as often. */
const MOST_ACTS = 5;
/** Further than this, nobody goes with Tab. */
const MOST_TABS = 80;

interface Done {
  task: string;
  clicks: number;
  lines: number;
  /** Keys that move between controls: they are told, and count for nothing. */
  moves: number;
  seconds: number;
}

/** Somebody with tasks in the app. Counts what their hands do, and nothing that a test does to look. */
export class Journey {
  readonly #done: Done[] = [];
  #now: Done = { task: '', clicks: 0, lines: 0, moves: 0, seconds: 0 };

  readonly who: string;
  readonly page: Page;

  constructor(who: string, page: Page) {
    this.who = who;
    this.page = page;
  }

  /** Does a task, which must not take more acts than a person has patience for. */
  async task(task: string, steps: () => Promise<void>): Promise<void> {
    this.#now = { task, clicks: 0, lines: 0, moves: 0, seconds: 0 };
    const startedAt = performance.now();
    await steps();
    this.#now.seconds = (performance.now() - startedAt) / 1000;
    this.#done.push(this.#now);
    const { clicks, lines } = this.#now;
    expect(lines, `${task}: lines in the palette`).toBeLessThanOrEqual(1);
    expect(clicks + lines, `${task}: clicks`).toBeLessThanOrEqual(MOST_ACTS);
  }

  async click(target: Locator): Promise<void> {
    this.#now.clicks += 1;
    await target.click();
  }

  async tap(target: Locator): Promise<void> {
    this.#now.clicks += 1;
    await target.tap();
  }

  /** Chooses from a list that opens: two clicks. */
  async choose(field: Locator, option: string): Promise<void> {
    this.#now.clicks += 2;
    await field.selectOption(option);
  }

  /** Presses a shortcut, which may be of several keys one after the other. */
  async press(...keys: string[]): Promise<void> {
    this.#now.clicks += 1;
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Goes to something with Tab alone, and presses a key on it. */
  async use(target: Locator, key = 'Enter'): Promise<void> {
    await this.reach(target);
    await this.press(key);
  }

  /** Goes to something with Tab alone. */
  async reach(target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    await target.waitFor();
    for (let tabs = 0; tabs < MOST_TABS; tabs++) {
      if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
      this.#now.moves += 1;
      await this.page.keyboard.press(key);
    }
    throw new Error(`${this.#now.task}: ${key} does not reach ${target}`);
  }

  /** Types a line into the palette, and takes what it offers first, once that is `offer`. */
  async say(line: string, offer: string | RegExp): Promise<void> {
    this.#now.lines += 1;
    await this.page.keyboard.press('Control+k');
    await this.page.getByRole('combobox', { name: 'Search the hub' }).waitFor();
    await this.page.keyboard.type(line);
    await this.page.getByRole('option', { name: offer, selected: true }).waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Prints what each task took. */
  report(): void {
    const rows = this.#done.map(({ task, clicks, lines, moves, seconds }) =>
      [
        task.padEnd(58),
        ...[clicks, lines, moves, seconds.toFixed(1)].map((cell) => `${cell}`.padStart(8)),
      ].join(''),
    );
    const head = [
      this.who.padEnd(58),
      ...['clicks', 'lines', 'Tabs', 'seconds'].map((cell) => cell.padStart(8)),
    ];
    process.stdout.write(`\n${[head.join(''), ...rows].join('\n')}\n\n`);
  }
}
