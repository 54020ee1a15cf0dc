import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DraftService } from '../../src/domains/payouts/draft-service.ts';
import { manualRail } from '../../src/domains/payouts/rails/manual.ts';
import type { PersonCaller } from '../../src/platform/caller.ts';
import { SecretBox } from '../../src/platform/secret-box.ts';
import { openPayoutShop, type PayoutShop } from './payout-shop.ts';

let shop: PayoutShop;
beforeAll(async () => {
  shop = await openPayoutShop();
});
afterAll(() => shop.hub.stop());

/** Drafts by a way that takes two payments at a time. */
function narrowDrafts(): DraftService {
  const { db, services } = shop.hub.deps;
  const rail = { ...manualRail(), mostItems: 2 };
  return new DraftService({
    ...{ db, batches: services.batches, payees: services.payees },
    rails: { manual: rail, csv: rail, sepa: rail, paypal: rail },
    getMinimum: async () => '5.00',
    secrets: new SecretBox([randomBytes(32)]),
    now: () => new Date(),
  });
}

const by: PersonCaller = {
  ...{ kind: 'person', id: 'somebody', sessionId: 'any', role: 'operator' },
  ...{ requestId: null, network: null, storefrontId: null },
};

test('what one batch of a way cannot take waits for the next one, which is said', async () => {
  const [ada, poor, bob, cleo] = [
    await shop.earner('full-ada', '20'),
    await shop.earner('full-poor', '3'),
    await shop.earner('full-bob', '30'),
    await shop.earner('full-cleo', '40'),
  ];
  const dan = await shop.earner('full-dan', '50');
  await shop.ask('POST', '/api/payouts/requests', { affiliateId: dan.id, amount: '50.00' });
  const terms = { rail: 'manual', currency: 'USD' } as const;
  const dry = await narrowDrafts().create({ ...terms, dryRun: true }, by);
  const first = await narrowDrafts().create(terms, by);
  for (const batch of [dry, first]) {
    expect(batch).toMatchObject({
      ...{ total: '70.00', itemCount: 2 },
      items: [{ affiliateId: dan.id }, { affiliateId: ada.id }],
      leftOut: [
        { affiliateId: poor.id, reason: 'belowMinimum' },
        {
          ...{ affiliateId: bob.id, reason: 'batchIsFull', amount: '30.00' },
          because: 'waits for the next payout: this one has as many payments as this way takes at a time',
        },
        { affiliateId: cleo.id, reason: 'batchIsFull' },
      ],
    });
  }
  expect(await shop.balance(bob)).toMatchObject({ payable: '30.00', inPayout: '0.00' });
  expect(await narrowDrafts().create(terms, by)).toMatchObject({
    ...{ total: '70.00', itemCount: 2 },
    items: [{ affiliateId: bob.id }, { affiliateId: cleo.id }],
    leftOut: [{ affiliateId: poor.id, reason: 'belowMinimum' }],
  });
});
