import { OrderDao } from '@dreamteamhub/db/orders';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { dailyTotals, type NewAffiliate, query } from '../support/shop.ts';

let hub: TestHub;
let affiliate: NewAffiliate;
beforeAll(async () => {
  hub = await startTestHub();
  const input = { handle: 'tech-blog', name: 'Tech Blog' };
  affiliate = await hub.deps.services.affiliates.create(input, COMMAND_LINE);
});
afterAll(() => hub.stop());

const convert = (isTrusted: boolean, orderId: string, revenue: string) =>
  hub.deps.services.orders.recordConversion(
    { pixelId: affiliate.pixelId, orderId, revenue },
    { isTrusted, storefrontId: null, ip: '192.0.2.1', userAgent: null },
  );

/** Resolves once some connection waits for another one's row. */
const somebodyWaits = () =>
  vi.waitFor(
    async () => {
      const rows = await query(
        hub,
        sql`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(rows.length).toBeGreaterThan(0);
    },
    { timeout: 10_000 },
  );

test('a claim that is voided while it is promoted comes back into the rollup as a whole', async () => {
  const { attributionId } = await convert(false, 'ORDER-1', '500.00');
  let promoted: ReturnType<typeof convert> | undefined;
  // As an operator's step does it, held open.
  await hub.deps.db.transaction(async (tx) => {
    const orders = new OrderDao(tx);
    const claim = await orders.lockAttribution(attributionId);
    if (claim === null) throw new Error('the claim is gone');
    await orders.updateAttribution(attributionId, { status: 'void' });
    const { affiliateId, timestamp: at } = claim;
    const noneVerified = { verifiedConversions: 0, verifiedRevenue: '0.00', verifiedCommission: '0.00' };
    await orders.addToRollups([{ affiliateId, at, conversions: -1, revenue: '-500.00', ...noneVerified }]);
    promoted = convert(true, 'ORDER-1', '80.00');
    await somebodyWaits();
  });
  expect(await promoted).toMatchObject({ success: true, attributionId });
  expect(await dailyTotals(hub, affiliate.id)).toEqual({ conversions: 1, revenue: '80.00' });
});
