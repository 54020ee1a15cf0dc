import { afterAll, beforeAll, expect, test } from 'vitest';
import { aliases, callTrpc } from '../support/contract-entries.ts';
import { SECRET_KEY, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { convert, newAffiliate } from '../support/shop.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
  const { pixelId } = await newAffiliate(hub, 'ann');
  await convert(hub, { pixelId, orderId: 'O-1', revenue: 10 });
});
afterAll(() => hub.stop());

test('what moved to a router of its own is still called by its old name', () => {
  expect(aliases.map(({ alias, original }) => [original.path, alias.path])).toEqual([
    ['affiliates.listConversions', 'conversions.listConversions'],
    ['affiliates.approveConversion', 'conversions.approveConversion'],
    ['affiliates.markConversionPaid', 'conversions.markConversionPaid'],
    ['affiliates.voidConversion', 'conversions.voidConversion'],
    ['affiliates.verifyConversion', 'conversions.verifyConversion'],
    ['affiliates.listUnmatchedRefunds', 'conversions.listUnmatchedRefunds'],
    ['affiliates.joinRefund', 'conversions.joinRefund'],
    ['affiliates.recordRefund', 'conversions.recordRefund'],
    ['alerts.listDeliveries', 'deliveries.listDeliveries'],
    ['alerts.getDelivery', 'deliveries.getDelivery'],
    ['alerts.redriveDeliveries', 'deliveries.redriveDeliveries'],
  ]);
});

test.each(aliases)('$alias.path may be called by whom $original.path may be', ({ alias, original }) => {
  const { rest: _rest, ...entry } = original.entry;
  expect(alias.entry).toEqual(entry);
});

test.each(aliases.filter(({ alias }) => alias.entry.kind === 'query'))(
  '$alias.path answers as $original.path',
  async ({ alias, original }) => {
    const headers = { authorization: `Bearer ${SECRET_KEY}` };
    const [byOldName, byNewName] = await Promise.all([
      callTrpc(hub, original, { headers }),
      callTrpc(hub, alias, { headers }),
    ]);
    expect(byNewName.status).toBe(byOldName.status);
    expect(byNewName.data).toEqual(byOldName.data);
    if (alias.path === 'conversions.listConversions') expect(byNewName.data.items).toHaveLength(1);
  },
);
