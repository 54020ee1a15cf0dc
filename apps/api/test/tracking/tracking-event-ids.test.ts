import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import {
  asVisitor,
  click,
  convert,
  count,
  type NewAffiliate,
  newAffiliate,
  query,
  uuidv7,
} from '../support/shop.ts';

let hub: TestHub;
let affiliate: NewAffiliate;
beforeAll(async () => {
  hub = await startTestHub();
  affiliate = await newAffiliate(hub, 'tech-blog');
});
afterAll(() => hub.stop());

const DAY = 24 * 60 * 60 * 1000;
const eventIds = [
  ['a version 4 UUID', () => randomUUID()],
  ['a version 7 UUID of now', () => uuidv7()],
  ['a version 7 UUID of last year', () => uuidv7(Date.now() - 365 * DAY)],
  ['a version 7 UUID of a far future', () => uuidv7(2 ** 48 - 1)],
  ['a version 1 UUID', () => `${randomUUID().slice(0, 14)}1${randomUUID().slice(15)}`],
] as const;

const clicksWith = (eventId: string) => count(hub, sql`FROM aff_clicks WHERE event_id = ${eventId}`);

describe.each(eventIds)('%s', (_name, newEventId) => {
  test('a click is answered once and for all', async () => {
    const body = { pixelId: affiliate.pixelId, eventId: newEventId(), visitorId: randomUUID() };
    const first = await click(hub, body);
    expect(first.body).toEqual({ success: true, clickId: expect.any(Number), counted: true });
    for (let retry = 0; retry < 3; retry++) {
      expect(await click(hub, body)).toMatchObject({
        status: 200,
        body: { ...first.body, duplicate: true },
      });
    }
    // Field order and letters' case of the id make no other event.
    const same = { visitorId: body.visitorId, eventId: body.eventId.toUpperCase(), pixelId: body.pixelId };
    expect((await click(hub, same)).body).toMatchObject({ duplicate: true, clickId: first.body.clickId });
    expect(await clicksWith(body.eventId)).toBe(1);
  });

  test('a click with other content is 422 and writes nothing', async () => {
    const body = { pixelId: affiliate.pixelId, eventId: newEventId(), visitorId: randomUUID() };
    await click(hub, body);
    for (const other of [
      { ...body, visitorId: randomUUID() },
      { ...body, landingPage: '/x' },
    ]) {
      const { status, body: answer } = await click(hub, other);
      expect(status).toBe(422);
      expect(answer.error).toMatchObject({
        code: 'event_mismatch',
        message: expect.stringContaining('eventId'),
      });
    }
    expect(await clicksWith(body.eventId)).toBe(1);
  });

  test('a conversion is answered once and for all, its amounts by value', async () => {
    const orderId = randomUUID();
    const body = { pixelId: affiliate.pixelId, eventId: newEventId(), orderId, revenue: 99.9 };
    const first = await convert(hub, body);
    expect(first.body).toEqual({ success: true, attributionId: expect.any(Number) });
    for (const same of [body, { ...body, revenue: '99.90' }, { ...body, revenue: '99.9' }]) {
      expect(await convert(hub, same)).toMatchObject({
        status: 200,
        body: { ...first.body, duplicate: true },
      });
    }
    for (const other of [
      { ...body, revenue: 99.91 },
      { ...body, orderId: randomUUID() },
      { ...body, commission: 1 },
    ]) {
      expect((await convert(hub, other)).status).toBe(422);
    }
    // Nor does a stranger learn the answer of a verified call.
    const stranger = await convert(hub, body, asVisitor);
    expect(stranger.status).toBe(409);
    expect(stranger.body.error.details).toBeUndefined();
    expect(await count(hub, sql`FROM aff_attributions WHERE order_id = ${orderId}`)).toBe(1);
  });

  test('30 concurrent retries of one click make one row', async () => {
    const eventId = newEventId();
    const body = { pixelId: affiliate.pixelId, visitorId: randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        // Some clients write UUIDs in capitals.
        click(hub, { ...body, eventId: index % 2 === 0 ? eventId : eventId.toUpperCase() }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 200));
    expect(new Set(answers.map(({ body: { clickId } }) => clickId)).size).toBe(1);
    expect(answers.filter(({ body: { duplicate } }) => duplicate !== true)).toHaveLength(1);
    expect(answers.every(({ body: { counted } }) => counted)).toBe(true);
    expect(await clicksWith(eventId)).toBe(1);
  });

  test('30 concurrent retries of one conversion make one row', async () => {
    const body = {
      pixelId: affiliate.pixelId,
      eventId: newEventId(),
      orderId: randomUUID(),
      revenue: '5.00',
    };
    const answers = await Promise.all(Array.from({ length: 30 }, () => convert(hub, body)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 200));
    expect(new Set(answers.map(({ body: { attributionId } }) => attributionId)).size).toBe(1);
    expect(answers.filter(({ body: { duplicate } }) => duplicate !== true)).toHaveLength(1);
    expect(await count(hub, sql`FROM aff_attributions WHERE order_id = ${body.orderId}`)).toBe(1);
  });
});

test('an id is one event: a click’s id cannot become a claim’s', async () => {
  const eventId = uuidv7();
  await click(hub, { pixelId: affiliate.pixelId, eventId });
  const claim = { pixelId: affiliate.pixelId, eventId, orderId: 'X-1', revenue: 1 };
  expect((await convert(hub, claim, asVisitor)).status).toBe(422);
});

describe('an id that a shop makes of its order number', () => {
  test.each(['5f0c1f6e-3a9e-5d6c-9a39-0d1c4b6c2a11', uuidv7()])(
    'is not used up by strangers who guess it (%s)',
    async (eventId) => {
      const { pixelId } = affiliate;
      const order = { pixelId, eventId: eventId.toUpperCase(), orderId: `guessed-${eventId}`, revenue: 20 };
      await click(hub, { pixelId, eventId });
      await convert(hub, { ...order, eventId: eventId.replace(/.$/, '0'), orderId: 'other' }, asVisitor);
      await convert(hub, { ...order, revenue: 1 }, asVisitor);
      const booked = await convert(hub, order);
      expect(booked.status, JSON.stringify(booked.body)).toBe(200);
      expect((await convert(hub, { ...order, eventId })).body).toMatchObject({
        attributionId: booked.body.attributionId,
        duplicate: true,
      });
      expect((await convert(hub, { ...order, revenue: 30 })).status).toBe(422);
    },
  );

  test('is known from the version before, under the id as it was sent', async () => {
    const { pixelId } = affiliate;
    const order = { pixelId, eventId: uuidv7(), orderId: 'before-1', revenue: 20 };
    const first = await convert(hub, order);
    await query(
      hub,
      sql`UPDATE aff_event_ids SET event_id = ${order.eventId} WHERE result_id = ${first.body.attributionId} AND event_id <> ${order.eventId}`,
    );
    const again = await convert(hub, order);
    expect(again).toMatchObject({ status: 200, body: { ...first.body, duplicate: true } });
  });
});

test('a bot’s retry gets the bot’s answer', async () => {
  const body = { pixelId: affiliate.pixelId, eventId: uuidv7() };
  const curl = { 'user-agent': 'curl/8.5.0' };
  const first = await click(hub, body, curl);
  expect((await click(hub, body, curl)).body).toEqual({ ...first.body, duplicate: true });
  expect(first.body).toMatchObject({ counted: false, reason: 'bot' });
});

test('a refused conversion does not use its event id up', async () => {
  const eventId = uuidv7();
  const body = { pixelId: affiliate.pixelId, orderId: 'TAKEN-1', revenue: 1 };
  await convert(hub, body);
  expect((await convert(hub, { ...body, eventId })).status).toBe(409);
  expect((await convert(hub, { ...body, eventId, orderId: 'FREE-1' })).status).toBe(200);
});

test('ids without a time of their own are forgotten after two days, others are not', async () => {
  const [v4, v7] = [randomUUID(), uuidv7()];
  for (const eventId of [v4, v7])
    await click(hub, { pixelId: affiliate.pixelId, eventId, visitorId: eventId });
  await hub.deps.db.execute(sql`UPDATE aff_event_ids SET created_at = created_at - interval '47 hours'`);
  await hub.deps.services.clickRetention.forgetVisitors();
  const known = (eventId: string) => count(hub, sql`FROM aff_event_ids WHERE event_id = ${eventId}`);
  expect([await known(v4), await known(v7)]).toEqual([1, 1]);
  await hub.deps.db.execute(sql`UPDATE aff_event_ids SET created_at = created_at - interval '2 hours'`);
  await hub.deps.services.clickRetention.forgetVisitors();
  expect([await known(v4), await known(v7)]).toEqual([0, 1]);
});
