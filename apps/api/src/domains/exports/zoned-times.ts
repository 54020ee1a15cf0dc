import { Temporal } from 'temporal-polyfill';

const QUARTER_MILLISECONDS = 15 * 60_000;
/** From then on, clocks of all zones have changed at full quarters of an hour only, by whole minutes. */
const FULL_QUARTERS_FROM = Date.UTC(1975, 0, 1);
/** Quarters of three years; a list that has more of them looks some up again. */
const MOST_REMEMBERED = 100_000;

/**
 * Writes instants as clocks of a zone show them, with the offset: `2026-10-25T02:30:00+01:00`. Of two equal hours, the
 * offset tells which one it is. Milliseconds are left out.
 */
export class ZonedTimes {
  readonly #zone: string;
  /** Minutes by quarter of an hour: to ask for each time would take most of an export. */
  readonly #offsets = new Map<number, number>();

  constructor(zone: string) {
    this.#zone = zone;
  }

  write(instant: string): string {
    const at = Date.parse(instant);
    const offset = this.#offsetAt(at);
    if (!Number.isInteger(offset)) return instant;
    const sign = offset < 0 ? '-' : '+';
    const minutes = Math.abs(offset);
    const local = new Date(at + offset * 60_000).toISOString().slice(0, -'.000Z'.length);
    return `${local}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  }

  /** Returns minutes; with a fraction in times when clocks went by the sun. */
  #offsetAt(at: number): number {
    if (at < FULL_QUARTERS_FROM) return this.#ask(at);
    const quarter = Math.floor(at / QUARTER_MILLISECONDS);
    const known = this.#offsets.get(quarter);
    if (known !== undefined) return known;
    const offset = this.#ask(quarter * QUARTER_MILLISECONDS);
    if (this.#offsets.size >= MOST_REMEMBERED) this.#offsets.clear();
    this.#offsets.set(quarter, offset);
    return offset;
  }

  #ask(at: number): number {
    const { offsetNanoseconds } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(this.#zone);
    return offsetNanoseconds / 60_000_000_000;
  }
}

const two = (number: number) => String(number).padStart(2, '0');
