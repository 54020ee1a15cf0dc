import type { Transaction } from '@dreamteamhub/db';
import { PayeeDao } from '@dreamteamhub/db/payouts';
import type { Letter } from '@dreamteamhub/notifiers';
import { z } from 'zod';
import type { SecretBox } from '../../platform/secret-box.ts';
import { type ChangeLetter, lettersAbout } from './change-letters.ts';
import type { PayeeChange } from './payee-service.ts';

const letter = z.strictObject({ to: z.string(), subject: z.string(), text: z.string() });
const PLACE = 'payout letter';

/** Mails about payouts. A job carries each one sealed: the address before a change is stored nowhere else. */
export class LetterService {
  readonly #secrets: SecretBox;
  readonly #brandName: string;
  readonly #send: ((letter: Letter) => Promise<string | null>) | null;
  readonly #enqueue: (tx: Transaction, sealed: string) => Promise<unknown>;

  constructor(deps: {
    secrets: SecretBox;
    brandName: string;
    /** Null: this hub has no mail server. */
    send: ((letter: Letter) => Promise<string | null>) | null;
    enqueue: (tx: Transaction, sealed: string) => Promise<unknown>;
  }) {
    this.#secrets = deps.secrets;
    this.#brandName = deps.brandName;
    this.#send = deps.send;
    this.#enqueue = deps.enqueue;
  }

  /** Puts the mails about a change into its transaction; without a mail server there are none. */
  async tell(tx: Transaction, change: PayeeChange): Promise<void> {
    if (this.#send === null) return;
    for (const written of lettersAbout(change, this.#brandName)) {
      for (const to of await addressees(tx, written)) {
        await this.#enqueue(tx, this.#secrets.seal(JSON.stringify({ ...written, to }), PLACE));
      }
    }
  }

  /** Puts one mail into a transaction; without a mail server there is none. */
  async post(tx: Transaction, written: { to: string; subject: string; text: string }): Promise<void> {
    if (this.#send !== null) await this.#enqueue(tx, this.#secrets.seal(JSON.stringify(written), PLACE));
  }

  /** Sends one. Throws when the mail server does not take it, so that the job is done again. */
  async mail(sealed: string): Promise<void> {
    if (this.#send === null) return;
    const failure = await this.#send(letter.parse(JSON.parse(this.#secrets.open(sealed, PLACE))));
    if (failure !== null) throw new Error(`a mail about a payout did not go out: ${failure}`);
  }
}

async function addressees(tx: Transaction, { to }: ChangeLetter): Promise<string[]> {
  return to === null ? new PayeeDao(tx).getOperatorAddresses() : [to];
}
