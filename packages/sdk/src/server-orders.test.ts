import { expect, test } from 'vitest';
import { createServerTracker } from './server.ts';

/** A server tracker of a hub that gives these answers one after the other, and what it was sent. */
function hubThatAnswers(answers: readonly [status: number, body: object][]) {
  const sent: { url: string; body: Record<string, unknown> }[] = [];
  const fetch = (async (url: string, { body }: { body: string }) => {
    sent.push({ url: String(url), body: JSON.parse(body) });
    const [status, answer] = answers[sent.length - 1] ?? [500, {}];
    return new Response(JSON.stringify(answer), {
      status,
      headers: { 'content-type': 'application/json' },
    });
  }) as typeof globalThis.fetch;
  const secretKey = 'sk_0123456789abcdef0123456789abcdef';
  return { sent, hub: createServerTracker({ endpoint: 'https://hub.example.com', secretKey, fetch }) };
}

const nobody = {
  success: true,
  id: 1,
  orderId: 'O-1',
  created: true,
  attributionId: null,
  attributedBy: null,
  ignored: [],
};
const refused = { error: { code: 'conflict', message: 'orderId: order "O-1" is stored already' } };
const order = {
  orderId: 'O-1',
  lines: [{ lineId: '1', quantity: 1, net: '1.00' }],
  handle: 'a-badge',
  earlier: { handle: 'tech-blog' },
};

test('an order that somebody is credited with is one request, without the landing before', async () => {
  const { hub, sent } = hubThatAnswers([[201, { ...nobody, attributionId: 4 }]]);
  expect(await hub.order(order)).toMatchObject({ attributionId: 4 });
  expect(sent).toMatchObject([
    { url: expect.stringContaining('/api/orders'), body: { handle: 'a-badge', lines: order.lines } },
  ]);
  expect(sent[0]?.body).not.toHaveProperty('earlier');
});

test('one that nobody is credited with is reported by the landing before, as another event', async () => {
  const credited = { ...nobody, created: false, attributionId: 5 };
  const { hub, sent } = hubThatAnswers([
    [201, nobody],
    [200, credited],
  ]);
  expect(await hub.order(order)).toEqual(credited);
  expect(sent[1]?.body).toMatchObject({ handle: 'tech-blog' });
  expect(sent[1]?.body.eventId).not.toBe(sent[0]?.body.eventId);
});

test('one that neither landing brought is stored all the same', async () => {
  const { hub } = hubThatAnswers([
    [201, nobody],
    [409, refused],
  ]);
  expect(await hub.order(order)).toEqual(nobody);
});

test('any other refusal is told, and so is that of an order without a landing before', async () => {
  const forbidden = { error: { code: 'forbidden', message: 'the key lacks events:write' } };
  const { hub } = hubThatAnswers([
    [201, nobody],
    [403, forbidden],
  ]);
  await expect(hub.order(order)).rejects.toMatchObject({ status: 403 });
  const again = hubThatAnswers([[409, refused]]);
  await expect(again.hub.order({ orderId: 'O-1', revenue: 1 })).rejects.toMatchObject({ status: 409 });
});
