import { type MailSink, type SlackSink, startMailSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';

let slack: SlackSink;
let mail: MailSink;
let hub: TestHub;

beforeEach(async () => {
  [slack, mail] = await Promise.all([startSlackSink(), startMailSink()]);
  hub = await startTestHub({ works: true, env: channels() });
});
afterEach(async () => {
  await hub.stop();
  await Promise.all([slack.close(), mail.close()]);
});

function channels(): Record<string, string> {
  return {
    SLACK_WEBHOOK_URL: slack.url,
    SMTP_HOST: mail.host,
    SMTP_PORT: String(mail.port),
    MAIL_FROM: 'ops@shop.example',
    EMAIL_TO: 'admin@shop.example',
  };
}

async function addProduct(sku: string, stock = 25, threshold = 20) {
  const body = { sku, name: 'Widget Pro 2025', stock, threshold };
  expect((await call(hub, { method: 'POST', url: '/api/inventory/products', body })).status).toBe(201);
}

const setStock = (sku: string, stock: number) =>
  call(hub, { method: 'PUT', url: `/api/inventory/products/${sku}`, body: { stock } });

const scan = () => hub.deps.services.alerts.scan();

async function lowStockEvents(sku: string) {
  const { body } = await call(hub, { method: 'GET', url: `/api/inventory/events?sku=${sku}` });
  return body.filter((event: { eventType: string }) => event.eventType === 'low_stock');
}

async function count(query: ReturnType<typeof sql>): Promise<number> {
  const { rows } = await hub.deps.db.execute<{ total: number }>(query);
  return rows[0]?.total ?? -1;
}

const passCooldown = () =>
  hub.deps.db.execute(sql`UPDATE alert_cooldowns SET claimed_at = claimed_at - interval '301 seconds'`);

test('a crossing arrives on both channels in the exact words, and the event says so', async () => {
  await addProduct('WIDGET-PRO-001');
  expect((await setStock('WIDGET-PRO-001', 18)).status).toBe(200);

  const [message] = await slack.waitForMessages(1);
  expect(message?.body.text).toBe(
    '⚠️ Low Stock Alert: WIDGET-PRO-001 (Widget Pro 2025) - Stock: 18 / Threshold: 20',
  );
  const [letter] = await mail.waitForMessages(1);
  expect(letter?.headers.subject).toBe('Low Stock Alert: WIDGET-PRO-001');
  await vi.waitFor(async () => {
    const [event] = await lowStockEvents('WIDGET-PRO-001');
    expect(event).toMatchObject({ oldStock: 25, newStock: 18, quantityDelta: -7 });
    expect(event.metadata.alertSent).toBe(true);
    expect([...event.metadata.notifiers].sort()).toEqual(['email', 'webhook']);
  }, 10_000);
  await scan();
  expect(await count(sql`SELECT count(*)::integer AS total FROM deliveries`)).toBe(2);
});

test('a scan that finds several low products sends one digest a channel, most urgent first', async () => {
  await addProduct('A-HALF', 10, 20);
  await addProduct('B-EMPTY', 0, 20);
  await addProduct('C-FINE', 20, 20);
  expect(await scan()).toMatchObject({ lowStockCount: 2, announcedCount: 2 });
  const [message] = await slack.waitForMessages(1);
  const text = message?.body.text ?? '';
  expect(text.indexOf('B-EMPTY')).toBeGreaterThan(-1);
  expect(text.indexOf('B-EMPTY')).toBeLessThan(text.indexOf('A-HALF'));
  expect(text).not.toContain('C-FINE');
  await mail.waitForMessages(1);
  expect(await scan()).toMatchObject({ lowStockCount: 2, announcedCount: 0 });
  expect(await count(sql`SELECT count(*)::integer AS total FROM deliveries`)).toBe(2);
});

test('the same level is announced once per cooldown, also across a restock', async () => {
  await addProduct('FLAPPER');
  await setStock('FLAPPER', 18);
  await setStock('FLAPPER', 50);
  await setStock('FLAPPER', 18);
  await scan();
  expect(await lowStockEvents('FLAPPER')).toHaveLength(1);
  await passCooldown();
  await scan();
  expect(await lowStockEvents('FLAPPER')).toHaveLength(2);
  expect(
    await count(sql`SELECT count(*)::integer AS total FROM alert_episodes WHERE status = 'resolved'`),
  ).toBe(1);
});

test('a lower level is announced by the scan, a higher one is not', async () => {
  await addProduct('SINKING');
  await setStock('SINKING', 18);
  await setStock('SINKING', 15);
  await setStock('SINKING', 12);
  expect(await lowStockEvents('SINKING')).toHaveLength(1);
  expect((await scan()).announcedCount).toBe(1);
  const [latest] = await lowStockEvents('SINKING');
  expect(latest).toMatchObject({ oldStock: 18, newStock: 12 });
  await setStock('SINKING', 14);
  expect((await scan()).announcedCount).toBe(0);
});

test('a reminder comes when its time has come, unless somebody acknowledged', async () => {
  await addProduct('FORGOTTEN');
  await setStock('FORGOTTEN', 5);
  const age = sql`UPDATE alert_episodes SET announced_at = announced_at - interval '14401 seconds'`;
  await passCooldown();
  expect((await scan()).announcedCount).toBe(0);
  await hub.deps.db.execute(age);
  expect((await scan()).announcedCount).toBe(1);
  await passCooldown();
  await hub.deps.db.execute(age);
  await hub.deps.db.execute(sql`UPDATE alert_episodes SET status = 'acknowledged'`);
  expect((await scan()).announcedCount).toBe(0);
  await hub.deps.db.execute(
    sql`UPDATE alert_episodes SET status = 'snoozed', snoozed_until = now() + interval '1 hour'`,
  );
  expect((await scan()).announcedCount).toBe(0);
});

test('many scans and stock changes at once, on two hubs, announce each SKU and level once', async () => {
  const second = await startTestHub({ databaseUrl: hub.databaseUrl, env: channels() });
  try {
    const skus = Array.from({ length: 20 }, (_, index) => `TWIN-${index}`);
    for (const sku of skus) await addProduct(sku);
    await Promise.all([
      ...skus.map((sku) => setStock(sku, 3)),
      ...Array.from({ length: 6 }, () => scan()),
      ...Array.from({ length: 6 }, () => second.deps.services.alerts.scan()),
    ]);
    await scan();
    expect(
      await count(sql`
        SELECT count(*)::integer AS total FROM (
          SELECT sku, new_stock FROM inventory_events WHERE event_type = 'low_stock'
          GROUP BY sku, new_stock HAVING count(*) > 1) AS doubled`),
    ).toBe(0);
    expect(
      await count(
        sql`SELECT count(*)::integer AS total FROM inventory_events WHERE event_type = 'low_stock'`,
      ),
    ).toBe(20);
  } finally {
    await second.stop();
  }
});

test('a channel that is set up later is told what was announced to nobody', async () => {
  await hub.stop();
  hub = await startTestHub({ works: true });
  await addProduct('EARLY');
  await setStock('EARLY', 1);
  expect((await scan()).announcedCount).toBe(0);
  await passCooldown();
  const later = await startTestHub({ works: true, databaseUrl: hub.databaseUrl, env: channels() });
  try {
    expect((await later.deps.services.alerts.scan()).announcedCount).toBe(1);
    await slack.waitForMessages(1);
  } finally {
    await later.stop();
  }
});

test('a stock change that fails leaves no alert and no job behind', async () => {
  await addProduct('ROLLED-BACK');
  const isBroken = new Error('the transaction fails at its end');
  const { InventoryDao } = await import('@dreamteamhub/db/inventory');
  await expect(
    hub.deps.db.transaction(async (tx) => {
      const change = await new InventoryDao(tx).updateStock('ROLLED-BACK', 1);
      if (change.outcome === 'changed') await hub.deps.services.alerts.onStockChanged(tx, [change]);
      throw isBroken;
    }),
  ).rejects.toBe(isBroken);
  expect(await count(sql`SELECT count(*)::integer AS total FROM deliveries`)).toBe(0);
  expect(
    await count(sql`SELECT count(*)::integer AS total FROM pgboss.job WHERE name LIKE 'alerts.deliver.%'`),
  ).toBe(0);
  expect(await lowStockEvents('ROLLED-BACK')).toHaveLength(0);
});
