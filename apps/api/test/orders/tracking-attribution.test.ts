import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import {
  asVisitor,
  click,
  convert,
  issueKey,
  type NewAffiliate,
  newAffiliate,
  query,
} from '../support/shop.ts';

let hub: TestHub;
let affiliate: NewAffiliate;
beforeAll(async () => {
  hub = await startTestHub({ env: { DEFAULT_COMMISSION_BPS: '1250' } });
});
beforeEach(async () => {
  affiliate = await newAffiliate(hub, `partner-${randomUUID()}`);
});
afterAll(() => hub.stop());

const order = () => ({ orderId: randomUUID(), revenue: '100.00' });

async function attribution(id: number) {
  const rows = await query<{
    affiliate_id: number;
    click_id: string | null;
    kind: string;
    status: string;
    revenue: string;
    commission: string;
    currency: string;
  }>(hub, sql`SELECT * FROM aff_attributions WHERE id = ${id}`);
  if (rows[0] === undefined) throw new Error(`there is no attribution ${id}`);
  return rows[0];
}

/** Sends a conversion that must be taken, and reads what was stored. */
async function converted(body: Record<string, unknown>, headers?: Record<string, string>) {
  const answer = await convert(hub, body, headers);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return attribution(answer.body.attributionId);
}

describe('by click id', () => {
  test('the click’s affiliate is credited, and the click is stored with the order', async () => {
    const { body } = await click(hub, { pixelId: affiliate.pixelId, visitorId: 'anna' });
    const row = await converted({ ...order(), clickId: body.clickId });
    expect(row.affiliate_id).toBe(affiliate.id);
    expect(Number(row.click_id)).toBe(body.clickId);
  });

  test('an unknown click alone is 404', async () => {
    const answer = await convert(hub, { ...order(), clickId: 999_999_999_999 });
    expect(answer.status).toBe(404);
    expect(answer.body.error.message).toContain('clickId');
    expect(answer.body.error.details).toEqual({ ignored: [{ field: 'clickId', reason: 'unknown' }] });
  });
});

describe('by visitor', () => {
  test('the last counted click is credited', async () => {
    const visitorId = randomUUID();
    const later = await newAffiliate(hub, `later-${randomUUID()}`);
    await click(hub, { pixelId: affiliate.pixelId, visitorId });
    const last = await click(hub, { pixelId: later.pixelId, visitorId });
    // A bot's touch is no visit.
    await click(hub, { pixelId: affiliate.pixelId, visitorId }, { 'user-agent': 'curl/8.5.0' });
    const row = await converted({ ...order(), visitorId });
    expect(row.affiliate_id).toBe(later.id);
    expect(Number(row.click_id)).toBe(last.body.clickId);
  });

  test('a named affiliate is credited, with its own click of the visitor', async () => {
    const visitorId = randomUUID();
    const later = await newAffiliate(hub, `later-${randomUUID()}`);
    const own = await click(hub, { pixelId: affiliate.pixelId, visitorId });
    await click(hub, { pixelId: later.pixelId, visitorId });
    const row = await converted({ ...order(), visitorId, pixelId: affiliate.pixelId });
    expect(row.affiliate_id).toBe(affiliate.id);
    expect(Number(row.click_id)).toBe(own.body.clickId);
    const unseen = await converted({ ...order(), visitorId: randomUUID(), pixelId: affiliate.pixelId });
    expect(unseen.click_id).toBeNull();
  });

  test('a click counts for 30 days', async () => {
    const visitorId = randomUUID();
    const { body } = await click(hub, { pixelId: affiliate.pixelId, visitorId });
    const age = (interval: string) =>
      hub.deps.db.transaction(async (tx) => {
        await tx.execute(
          sql`UPDATE aff_clicks SET timestamp = now() - ${interval}::interval WHERE id = ${body.clickId}`,
        );
        await tx.execute(
          sql`UPDATE aff_last_clicks SET counted_at = now() - ${interval}::interval WHERE click_id = ${body.clickId}`,
        );
      });
    await age('29 days 23 hours');
    expect((await converted({ ...order(), visitorId })).affiliate_id).toBe(affiliate.id);
    await age('30 days 1 hour');
    const late = await convert(hub, { ...order(), visitorId });
    expect(late.status).toBe(404);
    expect(late.body.error.message).toContain('visitorId');
  });

  test('a visitor of an archived affiliate is credited to nobody', async () => {
    const visitorId = randomUUID();
    await click(hub, { pixelId: affiliate.pixelId, visitorId });
    await hub.deps.services.affiliates.update({ id: affiliate.id, status: 'archived' }, COMMAND_LINE);
    expect((await convert(hub, { ...order(), visitorId })).status).toBe(404);
    expect((await convert(hub, { ...order(), pixelId: affiliate.pixelId })).status).toBe(404);
  });
});

describe('currency', () => {
  test('the storefront’s own is taken and stored, another one is 400', async () => {
    const { pixelId } = affiliate;
    expect((await converted({ ...order(), pixelId })).currency).toBe('USD');
    expect((await converted({ ...order(), pixelId, currency: 'USD' })).currency).toBe('USD');
    const answer = await convert(hub, { ...order(), pixelId, currency: 'EUR' });
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain('currency');
  });
});

describe('commission', () => {
  const halves: [revenue: string, commission: string][] = [
    ['99.99', '12.50'],
    // 12.5 % of 0.20 is 2.5 cents, of 0.60 is 7.5 cents: half-even goes down, then up.
    ['0.20', '0.02'],
    ['0.60', '0.08'],
    ['0.00', '0.00'],
    ['999999999999.99', '125000000000.00'],
  ];

  test.each(halves)('%s at the default rate of 12.5 %% is %s', async (revenue, commission) => {
    const row = await converted({ pixelId: affiliate.pixelId, orderId: randomUUID(), revenue });
    expect({ revenue: row.revenue, commission: row.commission }).toEqual({ revenue, commission });
  });

  test('the affiliate’s own rate comes before the default', async () => {
    for (const [commissionBps, commission] of [
      [500, '5.00'],
      [0, '0.00'],
      [10_000, '100.00'],
    ] as const) {
      const own = await newAffiliate(hub, `own-${randomUUID()}`, { commissionBps });
      expect((await converted({ ...order(), pixelId: own.pixelId })).commission).toBe(commission);
    }
  });

  test('a verified caller’s commission is taken, a claimant’s is not', async () => {
    const { pixelId } = affiliate;
    const verified = await converted({ ...order(), pixelId, commission: 7.5 });
    expect(verified).toMatchObject({ kind: 'verified', commission: '7.50', status: 'pending' });
    const claim = await converted({ ...order(), pixelId, commission: '99.00' }, asVisitor);
    expect(claim).toMatchObject({ kind: 'claim', commission: '12.50', status: 'pending' });
  });

  test('a publishable key makes a claim', async () => {
    const { key } = await issueKey(hub, 'publishable');
    const headers = { 'x-publishable-key': key };
    const row = await converted({ ...order(), pixelId: affiliate.pixelId, commission: '99.00' }, headers);
    expect(row).toMatchObject({ kind: 'claim', commission: '12.50' });
  });
});
