import { createHmac } from 'node:crypto';
import type { Database } from '@dreamteamhub/db';
import { SecondFactorDao } from '@dreamteamhub/db/people';

const STEP_SECONDS = 30;

/** Makes every code of an authenticator app work once, as RFC 6238 (section 5.2) demands. */
export class SecondFactor {
  readonly #dao: SecondFactorDao;
  readonly #decrypt: (text: string) => Promise<string>;

  constructor(deps: { db: Database; decrypt: (text: string) => Promise<string> }) {
    this.#dao = new SecondFactorDao(deps.db);
    this.#decrypt = deps.decrypt;
  }

  /**
   * Uses up a person's code, with all that the app showed before it. Returns false for one that was used up before, also
   * by another process at the same moment; a code that is wrong is not used up.
   */
  async useUp(userId: string, code: string): Promise<boolean> {
    const step = await this.#stepOf(userId, code);
    return step === null || this.#dao.useStep(userId, step);
  }

  /** Returns whether a code is right and new, and uses it up. False without a second factor. */
  async accept(userId: string, code: string): Promise<boolean> {
    const step = await this.#stepOf(userId, code);
    return step !== null && this.#dao.useStep(userId, step);
  }

  /** Returns the time step of a person's code; null for a wrong one, and without a second factor. */
  async #stepOf(userId: string, code: string): Promise<number | null> {
    const stored = await this.#dao.findSecret(userId);
    if (stored === null) return null;
    const secret = await this.#decrypt(stored);
    const now = Math.floor(Date.now() / 1_000 / STEP_SECONDS);
    // Those that the sign-in library takes: the clock of a phone may be half a minute off.
    return [now + 1, now, now - 1].find((candidate) => codeOf(secret, candidate) === code) ?? null;
  }
}

/** The six digits of a step: RFC 4226, section 5.3. */
function codeOf(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', secret).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
