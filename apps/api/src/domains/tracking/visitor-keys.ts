import type { VisitorSaltDao } from '@dreamteamhub/db/tracking';
import { hashVisitor } from './visitor.ts';

const DAY_MILLISECONDS = 86_400_000;

type Salts = Awaited<ReturnType<VisitorSaltDao['getSalts']>>;

/** Keys of visitors that have no id of their own, under the salt of the day; the salts are kept in memory. */
export class VisitorKeys {
  readonly #dao: Pick<VisitorSaltDao, 'getSalts'>;
  readonly #dedupSeconds: number;
  readonly #now: () => Date;
  #salts: Salts | null = null;
  #loading: Promise<Salts> | null = null;

  constructor(deps: { salts: Pick<VisitorSaltDao, 'getSalts'>; dedupSeconds: number; now: () => Date }) {
    this.#dao = deps.salts;
    this.#dedupSeconds = deps.dedupSeconds;
    this.#now = deps.now;
  }

  /**
   * Returns a visitor's key of today, and that of yesterday while the dedup window reaches back past midnight (UTC), so
   * that a person who visits at 23:59 and at 00:01 is one visitor.
   */
  async hash(visitor: {
    ip: string;
    userAgent: string | null;
  }): Promise<{ today: string; previous?: string }> {
    const now = this.#now();
    const salts = this.#salts?.today.day === dayOf(now) ? this.#salts : await this.#load();
    const sinceMidnightSeconds = (now.getTime() % DAY_MILLISECONDS) / 1000;
    return {
      today: hashVisitor(salts.today.salt, visitor),
      ...(salts.previous !== null && sinceMidnightSeconds <= this.#dedupSeconds
        ? { previous: hashVisitor(salts.previous.salt, visitor) }
        : {}),
    };
  }

  // The database decides the day: while its clock and this machine's disagree about it, each click asks again.
  #load(): Promise<Salts> {
    this.#loading ??= this.#dao
      .getSalts()
      .then((salts) => {
        this.#salts = salts;
        return salts;
      })
      .finally(() => {
        this.#loading = null;
      });
    return this.#loading;
  }
}

/** Day (UTC) as `YYYY-MM-DD`. */
function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}
