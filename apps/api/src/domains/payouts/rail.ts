import type { LeftOutReason, PayoutRail } from '@dreamteamhub/db/payouts';
import type { ItemSaid } from './item-said.ts';
import type { Payee } from './payee.ts';

/** A payment as a rail needs it. */
export interface RailItem {
  reference: string;
  /** Decimal string with the decimals of its currency. */
  amount: string;
  currency: string;
  affiliateId: number;
  affiliateName: string;
  /** Null on rails that need no details. */
  payee: Payee | null;
}

/** A batch as a rail needs it. */
export interface RailBatch {
  id: number;
  storefrontId: number;
  storefrontName: string;
  /** Names this attempt to the bank or the provider, for ever. */
  messageId: string;
  currency: string;
  total: string;
  /** What shall stand on bank statements. */
  reference: string;
  /** When the attempt was stored: what is made of it is the same whenever it is made. */
  attemptedAt: Date;
  /** The provider's name for the batch, once it has answered. */
  providerId: string | null;
  /** By which of the provider's accounts this attempt was sent; null on rails without one. */
  account: string | null;
  isSelfApproved: boolean;
  items: readonly RailItem[];
}

/** A file that a person hands to the bank. */
export interface RailFile {
  name: string;
  mediaType: string;
  content: string;
}

/**
 * What became of sending a batch. `unknown`: whether it arrived is not known; it is asked for later and never sent again
 * blindly. `refused`: it certainly did not arrive, so that it may be sent again by another attempt.
 */
export type Sent =
  | { outcome: 'accepted'; providerId: string }
  | { outcome: 'unknown'; problem: string }
  | { outcome: 'refused'; problem: string };

/**
 * What a provider says of a batch that it was sent. `notFound`: it certainly never got it; `unknown`: nothing can be said
 * now, ask again.
 */
export type Asked =
  | {
      outcome: 'found';
      providerId: string;
      items: ItemSaid[];
      isFinal: boolean;
      /** What of the answer a person must look at, in words. */
      problem: string | null;
    }
  | { outcome: 'notFound' }
  | { outcome: 'unknown'; problem: string };

/** A way by which money leaves. */
export interface Rail {
  name: PayoutRail;
  /** Kinds of details that it pays to; null: it needs none. */
  methods: readonly Payee['method'][] | null;
  /** The most payments of one batch; unset: as many as there are. */
  mostItems?: number;
  /** Why it cannot pay an amount in a currency; null: it can. */
  refuse(item: { amount: string; currency: string }): LeftOutReason | null;
  /** Of rails that do not reach everybody who is paid by their methods: why not this one; null: it does. */
  refusePayee?(payee: Payee): LeftOutReason | null;
  /** What it can pay of an amount, where its own decimals are fewer: the rest stays payable. */
  payable(amount: string, currency: string): string;
  /** Throws `AppError` (`conflict`) that says what is missing: the storefront is not set up for it. */
  demandSetUp(storefrontId: number): Promise<void>;
  /** Of rails with a provider: names the account that a storefront pays by now. Throws like `demandSetUp`. */
  accountOf?(storefrontId: number): Promise<string>;
  /** Of rails by file: makes it, the same bytes for the same batch. */
  makeFile?(batch: RailBatch): Promise<RailFile>;
  /** Of rails with a provider: sends it. Never throws for what the provider answers or does not answer. */
  send?(batch: RailBatch): Promise<Sent>;
  /**
   * Asks the provider what became of a batch. Where it has no name of the provider's yet, that may send the same once
   * more, which the provider knows by its `messageId`: nobody may have settled any of it.
   */
  ask?(batch: RailBatch): Promise<Asked>;
}
