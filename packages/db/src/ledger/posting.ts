import { sql } from 'drizzle-orm';
import { runPrepared } from '../core/statement.ts';
import type { Executor } from '../database.ts';
import type { AffiliateAccount, SharedAccount, TransferCause } from './tables.ts';

/** A transfer to post. */
export interface Posting {
  storefrontId: number;
  /** Whose accounts they are, of the two that are an affiliate's; null: both are shared. */
  affiliateId: number | null;
  currency: string;
  debit: AffiliateAccount | SharedAccount;
  credit: AffiliateAccount | SharedAccount;
  /** Decimal string above zero. */
  amount: string;
  cause: TransferCause;
  /** What it is, within its cause: the same one is never posted twice. */
  causeId: string;
  /** Of several transfers of one cause. */
  leg: number;
  /** The commission that it is about. */
  commission?: { attributionId: number; position: number };
  /** When what it stands for happened; unset: now. */
  at?: Date;
  reason?: string;
  /** Who caused it, as the audit log names callers; unset: the hub itself. */
  actor?: string;
}

/**
 * Posts transfers, inside the caller's transaction, as its last step: it locks the balances that it changes until the
 * transaction ends. Throws when one of them was posted before, or when a balance that may not be negative would be.
 */
export async function postTransfers(db: Executor, postings: readonly Posting[]): Promise<void> {
  if (postings.length === 0) return;
  await runPrepared(
    db,
    'hub_post_transfers',
    sql`SELECT hub_post_transfers(${writtenPostings(postings)}::jsonb)`,
  );
}

/** Returns transfers as `hub_post_transfers` takes them. */
export function writtenPostings(postings: readonly Posting[]): string {
  const written = postings.map(({ storefrontId, affiliateId, causeId, commission, at, ...posting }) => ({
    ...posting,
    storefront: storefrontId,
    affiliate: affiliateId,
    cause_id: causeId,
    attribution: commission?.attributionId,
    position: commission?.position,
    at: at?.toISOString(),
  }));
  return JSON.stringify(written);
}
