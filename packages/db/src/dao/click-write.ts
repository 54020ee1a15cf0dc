import { sql } from 'drizzle-orm';
import type { Transaction } from '../database.ts';
import { type EventIdentity, findEvent, lockEvent, rememberEvent } from './event-id.ts';
import { addToRollup } from './rollup-write.ts';

export interface ClickData {
  storefrontId: number;
  affiliateId: number;
  pixelId: string;
  event?: EventIdentity | undefined;
  visitorKey: string;
  /** Already truncated. */
  ipAddress: string | null;
  userAgent: string | null;
  referrer: string | null;
  landingPage: string | null;
  subId: string | null;
  /** Why the click must not be counted, known before the database is asked. */
  notCountedBecause: 'bot' | 'paused' | null;
  /** The same visitor on the same pixel is counted once in this many seconds. */
  dedupSeconds: number;
}

export type ClickResult =
  | { outcome: 'inserted'; clickId: number; counted: boolean; reason: 'bot' | 'duplicate' | 'paused' | null }
  | { outcome: 'repeated'; clickId: number; counted: boolean; reason: 'bot' | 'duplicate' | 'paused' | null }
  | { outcome: 'event_mismatch' };

/** Writes one click and all that hangs off it inside the caller's transaction. */
export async function insertClick(tx: Transaction, data: ClickData): Promise<ClickResult> {
  if (data.event !== undefined) {
    await lockEvent(tx, data.storefrontId, data.event.eventId);
    const known = await findEvent(tx, data.storefrontId, data.event);
    if (known === 'mismatch') return { outcome: 'event_mismatch' };
    if (known !== 'unknown') {
      return { outcome: 'repeated', clickId: known.resultId, counted: known.counted, reason: known.reason };
    }
  }
  const id = await nextClickId(tx);
  const firstClickId = data.notCountedBecause === null ? await claimVisitor(tx, id, data) : id;
  const reason = data.notCountedBecause ?? (firstClickId === id ? null : 'duplicate');
  const counted = reason === null;

  await tx.execute(sql`
    INSERT INTO aff_clicks (id, storefront_id, affiliate_id, pixel_id, event_id, visitor_key, ip_address, user_agent,
                            referrer, landing_page, sub_id, counted, reason)
    OVERRIDING SYSTEM VALUE
    VALUES (${id}, ${data.storefrontId}, ${data.affiliateId}, ${data.pixelId}, ${data.event?.eventId ?? null},
            ${data.visitorKey}, ${data.ipAddress}, ${data.userAgent}, ${data.referrer}, ${data.landingPage},
            ${data.subId}, ${counted}, ${reason})`);
  if (data.event !== undefined) {
    await rememberEvent(tx, data.storefrontId, { ...data.event, resultId: firstClickId, counted, reason });
  }
  if (counted) {
    await addToRollup(tx, { affiliateId: data.affiliateId, clicks: 1, conversions: 0, revenue: '0' });
  }
  return { outcome: 'inserted', clickId: firstClickId, counted, reason };
}

async function nextClickId(tx: Transaction): Promise<number> {
  const { rows } = await tx.execute<{ id: string }>(sql`SELECT nextval('aff_clicks_id_seq') AS id`);
  return Number(rows[0]?.id);
}

/**
 * Makes `clickId` the visitor's counted click of this window, in one atomic statement with the database's clock.
 * Answers the id of the click that holds the window: this one, or the earlier one.
 */
async function claimVisitor(tx: Transaction, clickId: number, data: ClickData): Promise<number> {
  const { rows } = await tx.execute<{ click_id: string }>(sql`
    INSERT INTO aff_click_dedup AS held (pixel_id, visitor_key, click_id, counted_at)
    VALUES (${data.pixelId}, ${data.visitorKey}, ${clickId}, now())
    ON CONFLICT (pixel_id, visitor_key) DO UPDATE SET
      click_id = CASE WHEN held.counted_at <= now() - make_interval(secs => ${data.dedupSeconds})
                      THEN excluded.click_id ELSE held.click_id END,
      counted_at = CASE WHEN held.counted_at <= now() - make_interval(secs => ${data.dedupSeconds})
                        THEN excluded.counted_at ELSE held.counted_at END
    RETURNING click_id`);
  return Number(rows[0]?.click_id);
}
