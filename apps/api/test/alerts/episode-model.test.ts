import { type SlackSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recoveryLevel } from '../../src/domains/alerts/rules.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { query } from '../support/shop.ts';

/** Random lives of a product, beside a model of what docs/ALERTS.md promises about its alerts. */

const COOLDOWN = 300;
const REPEAT = 14_400;
const SNOOZE = 3_600;

let slack: SlackSink;
let hub: TestHub;
let products = 0;

beforeAll(async () => {
  slack = await startSlackSink();
  hub = await startTestHub({
    env: {
      SLACK_WEBHOOK_URL: slack.url,
      ALERT_GROUP_SECONDS: '0',
      ALERT_COOLDOWN_SECONDS: String(COOLDOWN),
      ALERT_REPEAT_SECONDS: String(REPEAT),
    },
  });
});
afterAll(async () => {
  await hub.stop();
  await slack.close();
});

type Status = 'open' | 'acknowledged' | 'snoozed';

interface Model {
  sku: string;
  now: number;
  stock: number;
  threshold: number;
  isArchived: boolean;
  episode: {
    status: Status;
    announcedStock: number | null;
    announcedAt: number;
    snoozedUntil: number;
  } | null;
  claimedAt: Map<number, number>;
  /** Levels that were announced, in order. */
  announced: number[];
}

const isLow = (model: Model) => !model.isArchived && model.stock < model.threshold;

function open(model: Model): void {
  model.episode = { status: 'open', announcedStock: null, announcedAt: Number.NaN, snoozedUntil: Number.NaN };
}

/** Under the cooldown of its level. */
function announce(model: Model): void {
  const { stock, now, episode } = model;
  if (episode === null || now - (model.claimedAt.get(stock) ?? Number.NEGATIVE_INFINITY) < COOLDOWN) return;
  model.claimedAt.set(stock, now);
  model.announced.push(stock);
  episode.announcedStock = Math.min(stock, episode.announcedStock ?? stock);
  episode.announcedAt = now;
}

function scan(model: Model): void {
  const { episode } = model;
  if (episode?.status === 'snoozed' && episode.snoozedUntil <= model.now) episode.status = 'open';
  if (model.isArchived || model.stock >= recoveryLevel(model.threshold)) model.episode = null;
  if (!isLow(model)) return;
  if (model.episode === null) open(model);
  const { status, announcedStock, announcedAt } = model.episode as NonNullable<Model['episode']>;
  const isNews = announcedStock === null || model.stock < announcedStock;
  const isReminder = !isNews && model.now - announcedAt >= REPEAT;
  if (status === 'open' ? isNews || isReminder : status === 'acknowledged' && isNews) announce(model);
}

interface Command {
  name: string;
  toModel: (model: Model) => void;
  toHub: (model: Model) => Promise<unknown>;
}

const url = ({ sku }: Model) => `/api/inventory/products/${sku}`;

async function act(model: Model, action: string, body: object = {}): Promise<void> {
  const episodes = (await call(hub, { method: 'GET', url: `/api/alerts?sku=${model.sku}` })).body;
  const ids = episodes.map(({ id }: { id: string }) => id);
  if (ids.length === 0) return;
  const { status } = await call(hub, {
    method: 'POST',
    url: `/api/alerts/${action}`,
    body: { ids, ...body },
  });
  expect(status).toBe(200);
}

const setStock = (stock: number): Command => ({
  name: `stock ${stock}`,
  toModel(model) {
    if (model.isArchived) return;
    const [old, end] = [model.stock, recoveryLevel(model.threshold)];
    model.stock = stock;
    if (old < end && stock >= end) model.episode = null;
    if (old >= model.threshold && stock < model.threshold && model.episode === null) {
      open(model);
      announce(model);
    }
  },
  toHub: (model) => call(hub, { method: 'PUT', url: url(model), body: { stock } }),
});

const edit = (body: { threshold?: number; isArchived?: boolean }): Command => ({
  name: JSON.stringify(body),
  toModel: (model) => void Object.assign(model, body),
  toHub: (model) => call(hub, { method: 'PATCH', url: url(model), body }),
});

const scanNow: Command = { name: 'scan', toModel: scan, toHub: () => hub.deps.services.alerts.scan() };

const wait = (seconds: number): Command => ({
  name: `wait ${seconds}`,
  toModel: (model) => {
    model.now += seconds;
  },
  toHub: () =>
    hub.deps.db.transaction(async (tx) => {
      await tx.execute(
        sql`UPDATE alert_cooldowns SET claimed_at = claimed_at - make_interval(secs => ${seconds})`,
      );
      await tx.execute(sql`
        UPDATE alert_episodes SET announced_at = announced_at - make_interval(secs => ${seconds}),
          snoozed_until = snoozed_until - make_interval(secs => ${seconds})`);
    }),
});

const answer = (action: 'acknowledge' | 'snooze' | 'reopen', status: Status): Command => ({
  name: action,
  toModel({ episode, now }) {
    if (episode === null) return;
    episode.status = status;
    episode.snoozedUntil = now + SNOOZE;
  },
  toHub: (model) =>
    act(
      model,
      action,
      action === 'snooze' ? { until: new Date(Date.now() + SNOOZE * 1000).toISOString() } : {},
    ),
});

const command = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 30 }).map(setStock) },
  { weight: 4, arbitrary: fc.constant(scanNow) },
  { weight: 2, arbitrary: fc.constantFrom(COOLDOWN + 1, SNOOZE + 1, REPEAT + 1).map(wait) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 25 }).map((threshold) => edit({ threshold })) },
  { weight: 1, arbitrary: fc.boolean().map((isArchived) => edit({ isArchived })) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      answer('acknowledge', 'acknowledged'),
      answer('snooze', 'snoozed'),
      answer('reopen', 'open'),
    ),
  },
);

/** What the hub has of the product: the state of its alert, and the levels it announced. */
async function look({ sku }: Model) {
  const [episodes, announced, deliveries] = await Promise.all([
    query<{ status: string }>(
      hub,
      sql`SELECT episode.status FROM alert_episodes AS episode JOIN inventory_products AS product ON product.id = product_id
          WHERE sku = ${sku} AND episode.status <> 'resolved'`,
    ),
    query<{ stock: number }>(
      hub,
      sql`SELECT new_stock AS stock FROM inventory_events WHERE sku = ${sku} AND event_type = 'low_stock' ORDER BY id`,
    ),
    query<{ stock: number }>(
      hub,
      sql`SELECT (item->>'stock')::integer AS stock FROM deliveries, jsonb_array_elements(content->'items') AS item
          WHERE item->>'sku' = ${sku} ORDER BY deliveries.created_at, deliveries.id`,
    ),
  ]);
  return {
    alert: episodes.map(({ status }) => status),
    announced: announced.map(({ stock }) => stock),
    sent: deliveries.map(({ stock }) => stock),
  };
}

test('whatever happens to a product, its alert is what was promised, and each announcement one message', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 4, maxLength: 30 }), async (commands) => {
      const sku = `MODEL-${++products}`;
      const body = { sku, name: sku, stock: 25, threshold: 10 };
      expect((await call(hub, { method: 'POST', url: '/api/inventory/products', body })).status).toBe(201);
      const model: Model = {
        ...{ sku, now: 0, stock: body.stock, threshold: body.threshold, isArchived: false, episode: null },
        ...{ claimedAt: new Map(), announced: [] },
      };
      const done: string[] = [];
      for (const { name, toModel, toHub } of commands) {
        done.push(name);
        toModel(model);
        await toHub(model);
        expect(await look(model), done.join(', ')).toEqual({
          alert: model.episode === null ? [] : [model.episode.status],
          announced: model.announced,
          sent: model.announced,
        });
      }
      // The scans of the next life are to find nothing of this one.
      await hub.deps.db.execute(sql`UPDATE inventory_products SET archived_at = now() WHERE sku = ${sku}`);
    }),
    { numRuns: 60, endOnFailure: true },
  );
}, 120_000);
