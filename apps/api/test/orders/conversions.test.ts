import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, SECRET_KEY, startTestHub, type TestHub } from '../support/hub-fixture.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

const asSecret = { authorization: `Bearer ${SECRET_KEY}` };
const asAnyone = {};

async function newAffiliate(handle: string): Promise<{ id: number; pixelId: string }> {
  const { body } = await call(hub, {
    method: 'POST',
    url: '/api/affiliates',
    body: { handle, name: handle },
  });
  return body;
}

function convert(body: Record<string, unknown>, headers: Record<string, string> = asSecret) {
  return call(hub, { method: 'POST', url: '/api/affiliates/track/conversion', body, headers });
}

test('40 concurrent verified conversions of one order leave one row and 39 conflicts', async () => {
  const { pixelId, id } = await newAffiliate('race');
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => convert({ pixelId, orderId: 'RACE-1', revenue: '10.00' })),
  );
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  expect(answers.filter((answer) => answer.status === 409)).toHaveLength(39);
  const { body } = await call(hub, { method: 'GET', url: `/api/affiliates/conversions?affiliateId=${id}` });
  expect(body).toHaveLength(1);
  // Every loser learns who won.
  const winner = answers.find((answer) => answer.status === 200)?.body.attributionId;
  for (const loser of answers.filter((answer) => answer.status === 409)) {
    expect(loser.body.error).toMatchObject({ code: 'conflict', details: { attributionId: winner } });
  }
});

test('100 claims on an order do not stop the verified call', async () => {
  const affiliates = await Promise.all(
    Array.from({ length: 100 }, (_, index) => newAffiliate(`claimer-${index}`)),
  );
  const claims = await Promise.all(
    affiliates.map(({ pixelId }) => convert({ pixelId, orderId: 'CLAIMED-1', revenue: 5 }, asAnyone)),
  );
  expect(claims.every((claim) => claim.status === 200)).toBe(true);
  const owner = await newAffiliate('rightful');
  const verified = await convert({ pixelId: owner.pixelId, orderId: 'CLAIMED-1', revenue: 5 });
  expect(verified.status).toBe(200);
  const second = await convert({ pixelId: affiliates[0]?.pixelId, orderId: 'CLAIMED-1', revenue: 5 });
  expect(second.status).toBe(409);
});
