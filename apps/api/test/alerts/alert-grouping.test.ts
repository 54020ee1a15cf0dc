import { type MailSink, type SlackSink, startMailSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';

let slack: SlackSink;
let mail: MailSink;
let hub: TestHub;

beforeEach(async () => {
  [slack, mail] = await Promise.all([startSlackSink(), startMailSink()]);
});
afterEach(async () => {
  await hub.stop();
  await Promise.all([slack.close(), mail.close()]);
});

async function start(env: Record<string, string> = {}): Promise<void> {
  hub = await startTestHub({
    works: true,
    env: {
      SLACK_WEBHOOK_URL: slack.url,
      SMTP_HOST: mail.host,
      SMTP_PORT: String(mail.port),
      MAIL_FROM: 'ops@shop.example',
      EMAIL_TO: 'admin@shop.example',
      ALERT_GROUP_SECONDS: '1',
      ...env,
    },
  });
}

const addProducts = (count: number, stock = 100, threshold = 20) =>
  hub.deps.db.execute(sql`
    INSERT INTO inventory_products (sku, name, stock, threshold)
    SELECT 'CROWD-' || n, 'Widget', ${stock}, ${threshold} FROM generate_series(1, ${count}::integer) AS n`);

const setStock = (sku: string, stock: number) =>
  call(hub, { method: 'PUT', url: `/api/inventory/products/${sku}`, body: { stock } });

const scan = () => hub.deps.services.alerts.scan();

async function count(query: ReturnType<typeof sql>): Promise<number> {
  const { rows } = await hub.deps.db.execute<{ total: number }>(query);
  return rows[0]?.total ?? -1;
}

const deliveries = () => count(sql`SELECT count(*)::integer AS total FROM deliveries`);

/** As if this much time had gone by since everything that was said. */
const passTime = (seconds: number) =>
  hub.deps.db.execute(sql`
    WITH cooldowns AS (UPDATE alert_cooldowns SET claimed_at = claimed_at - make_interval(secs => ${seconds})),
         flush AS (UPDATE alert_flush SET announced_at = announced_at - make_interval(secs => ${seconds}))
    UPDATE alert_episodes SET announced_at = announced_at - make_interval(secs => ${seconds})`);

test('ten thousand products that fall in ten batches are one digest a channel', async () => {
  // Longer than a busy machine takes for ten batches.
  await start({ ALERT_GROUP_SECONDS: '10' });
  await addProducts(10_000);
  const batches = Array.from({ length: 10 }, (_, batch) =>
    Array.from({ length: 1000 }, (__, place) => ({ sku: `CROWD-${batch * 1000 + place + 1}`, stock: 3 })),
  );
  await Promise.all(
    batches.map(async (lines) => {
      const answer = await call(hub, { method: 'POST', url: '/api/inventory/stock', body: { lines } });
      expect(answer.status).toBe(200);
    }),
  );
  await scan();
  await scan();
  const [message] = await slack.waitForMessages(1, 40_000);
  expect(message?.body.text).toContain('10000 items are below their threshold');
  await mail.waitForMessages(1, 40_000);
  await vi.waitFor(async () => {
    expect(
      await count(sql`SELECT count(*)::integer AS total FROM pgboss.job
        WHERE name = 'inventory.scan' AND singleton_key = 'flush' AND state IN ('created', 'active')`),
    ).toBe(0);
  }, 40_000);
  expect(await deliveries()).toBe(2);
  expect(slack.messages).toHaveLength(1);
  expect(
    await count(sql`SELECT count(*)::integer AS total FROM (
      SELECT sku FROM inventory_events WHERE event_type = 'low_stock' GROUP BY sku) AS announced`),
  ).toBe(10_000);
});

test('of products that fall one by one, the first is told at once, the others together', async () => {
  // Longer than a busy machine takes for fifty changes.
  await start({ ALERT_GROUP_SECONDS: '10' });
  await addProducts(50);
  for (let n = 1; n <= 50; n++) await setStock(`CROWD-${n}`, 3);
  const messages = await slack.waitForMessages(2, 40_000);
  expect(messages[0]?.body.text).toBe('⚠️ Low Stock Alert: CROWD-1 (Widget) - Stock: 3 / Threshold: 20');
  expect(messages[1]?.body.text).toContain('49 items are below their threshold');
  expect(await deliveries()).toBe(4);
  const { body } = await call(hub, { method: 'GET', url: '/api/alerts?sku=CROWD-2' });
  const { body: detail } = await call(hub, { method: 'GET', url: `/api/alerts/${body[0].id}` });
  expect(detail.timeline.slice(0, 3)).toMatchObject([
    { kind: 'opened' },
    { kind: 'suppressed', reason: 'grouped' },
    { kind: 'announced', reason: 'new' },
  ]);
});

test('a fast seller, a unit a second for ten minutes, is told of once and then once a scan', async () => {
  await start({ SCAN_INTERVAL_SECONDS: '86400' });
  await addProducts(1, 650, 650);
  for (let second = 1; second <= 600; second++) {
    await setStock('CROWD-1', 650 - second);
    await passTime(1);
    if (second % 60 === 0) await scan();
  }
  expect(await deliveries()).toBe(2 * 11);
  const doubled = sql`SELECT count(*)::integer AS total FROM (
    SELECT FROM inventory_events WHERE event_type = 'low_stock' GROUP BY new_stock HAVING count(*) > 1) AS doubled`;
  expect(await count(doubled)).toBe(0);
});

test('a restock is told where that is asked for, and only of what was announced', async () => {
  await start({ RESTOCKED_CHANNELS: 'webhook', ALERT_GROUP_SECONDS: '0' });
  await addProducts(2);
  await setStock('CROWD-1', 3);
  await slack.waitForMessages(1);
  await mail.waitForMessages(1);
  await setStock('CROWD-1', 60);
  const messages = await slack.waitForMessages(2);
  expect(messages[1]?.body.text).toBe('✅ Restocked: CROWD-1 (Widget) - Stock: 60 / Threshold: 20');
  await scan();
  expect(await deliveries()).toBe(3);
  expect(mail.messages).toHaveLength(1);

  // Withheld by the cooldown, and over before it was announced: there is nothing to take back.
  await setStock('CROWD-1', 3);
  await setStock('CROWD-1', 60);
  await scan();
  expect(await deliveries()).toBe(3);
});

test('restocks of many are one message', async () => {
  await start({ RESTOCKED_CHANNELS: 'webhook,email' });
  await addProducts(30);
  const all = (stock: number) => Array.from({ length: 30 }, (_, n) => ({ sku: `CROWD-${n + 1}`, stock }));
  await call(hub, { method: 'POST', url: '/api/inventory/stock', body: { lines: all(3) } });
  await slack.waitForMessages(1, 20_000);
  await call(hub, { method: 'POST', url: '/api/inventory/stock', body: { lines: all(70) } });
  const messages = await slack.waitForMessages(2, 20_000);
  expect(messages[1]?.body.text).toContain('30 items');
  await mail.waitForMessages(2, 20_000);
  await scan();
  expect(await deliveries()).toBe(4);
});
