import { hkdfSync } from 'node:crypto';
import { hashVisitor } from './visitor.ts';

/** Tells visitors of test clicks apart without the salts of those that count: a key of the hub and the day replace them. */
export class TestVisitors {
  readonly #authSecret: string;
  readonly #now: () => Date;

  constructor(deps: { authSecret: string; now: () => Date }) {
    this.#authSecret = deps.authSecret;
    this.#now = deps.now;
  }

  async hash(visitor: { ip: string; userAgent: string | null }): Promise<{ today: string }> {
    const day = this.#now().toISOString().slice(0, 10);
    const key = hkdfSync('sha256', this.#authSecret, day, 'dreamteamhub test visitor', 32);
    return { today: hashVisitor(Buffer.from(key).toString('base64'), visitor) };
  }
}
