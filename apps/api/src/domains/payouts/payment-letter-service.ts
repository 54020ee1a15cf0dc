import type { Database, Transaction } from '@dreamteamhub/db';
import { ItemDao, type ItemRow } from '@dreamteamhub/db/payouts';
import type { FastifyBaseLogger } from 'fastify';
import { formatStored } from '../../platform/money.ts';
import { SealError, type SecretBox } from '../../platform/secret-box.ts';
import { itemPlace, openPayee, type Payee } from './payee.ts';
import type { PayeesService } from './payees-service.ts';

/** A payment that a partner is told of. */
export interface ToldPayment {
  itemId: number;
  /** It came back, or never left. */
  isBack: boolean;
}

/** A mail as it is written. */
interface Written {
  to: string;
  subject: string;
  text: string;
}

/** Mails partners about their payments, where an address of theirs is known: that of their PayPal account. */
export class PaymentLetterService {
  readonly #db: Database;
  readonly #secrets: SecretBox;
  readonly #payees: Pick<PayeesService, 'getUsable'>;
  readonly #brandName: string;
  readonly #post: (tx: Transaction, letter: Written) => Promise<unknown>;
  readonly #log: FastifyBaseLogger;

  constructor(deps: {
    db: Database;
    secrets: SecretBox;
    payees: Pick<PayeesService, 'getUsable'>;
    brandName: string;
    /** Puts a mail into a transaction. */
    post: (tx: Transaction, letter: Written) => Promise<unknown>;
    log: FastifyBaseLogger;
  }) {
    this.#db = deps.db;
    this.#secrets = deps.secrets;
    this.#payees = deps.payees;
    this.#brandName = deps.brandName;
    this.#post = deps.post;
    this.#log = deps.log;
  }

  /** Writes the mails about some payments, all or none of them. */
  async write(payments: readonly ToldPayment[]): Promise<void> {
    await this.#db.transaction(async (tx) => {
      const items = await new ItemDao(tx).getMany(payments.map(({ itemId }) => itemId));
      const known = await this.#payees.getUsable(
        tx,
        items.map(({ affiliateId }) => affiliateId),
      );
      const back = new Map(payments.map(({ itemId, isBack }) => [itemId, isBack]));
      for (const item of items) {
        const payee = this.#open(item, () => known.get(item.affiliateId)?.open() ?? null);
        if (payee?.method !== 'paypal') continue;
        await this.#post(tx, this.#letter(item, { to: payee.email, isBack: back.get(item.id) === true }));
      }
    });
  }

  /** A payment that was made is not held up by details that cannot be read. */
  #open({ id, reference, payeeSealed }: ItemRow, current: () => Payee | null): Payee | null {
    try {
      return payeeSealed === null ? current() : openPayee(this.#secrets, itemPlace(reference), payeeSealed);
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      this.#log.warn(
        { err: error, item: id },
        'a partner is not told of a payment: the details cannot be opened',
      );
      return null;
    }
  }

  #letter(
    { amount, currency, reference, reason }: ItemRow,
    { to, isBack }: { to: string; isBack: boolean },
  ): Written {
    const sum = `${formatStored(amount, currency)} ${currency}`;
    const brand = this.#brandName;
    if (!isBack) {
      return {
        to,
        subject: `${brand} has paid you ${sum}`,
        text: [`${brand} has paid you ${sum}.`, `Reference: ${reference}`].join('\n\n'),
      };
    }
    return {
      to,
      subject: `A payment of ${sum} from ${brand} came back`,
      text: [
        `${brand} tried to pay you ${sum}, and the payment came back${reason === null ? '' : ` (${reason})`}.`,
        `You are still owed the amount. Please tell ${brand} whether your payout details are right.`,
        `Reference: ${reference}`,
      ].join('\n\n'),
    };
  }
}
