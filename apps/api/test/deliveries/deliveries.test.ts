import { DeliveryDao } from '@dreamteamhub/db/deliveries';
import { type MailSink, type SlackSink, startMailSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { scanJob, scanWatchdogJob } from '../../src/domains/alerts/jobs.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';

let slack: SlackSink;
let mail: MailSink;
let hub: TestHub;

beforeEach(async () => {
  [slack, mail] = await Promise.all([startSlackSink(), startMailSink()]);
  hub = await startTestHub({
    works: true,
    env: {
      SLACK_WEBHOOK_URL: slack.url,
      SMTP_HOST: mail.host,
      SMTP_PORT: String(mail.port),
      MAIL_FROM: 'ops@shop.example',
      EMAIL_TO: 'admin@shop.example',
    },
  });
});
afterEach(async () => {
  await hub.stop();
  await Promise.all([slack.close(), mail.close()]);
});

async function raiseAlert(sku: string) {
  await call(hub, {
    method: 'POST',
    url: '/api/inventory/products',
    body: { sku, name: 'Widget', stock: 25, threshold: 20 },
  });
  return call(hub, { method: 'PUT', url: `/api/inventory/products/${sku}`, body: { stock: 18 } });
}

async function delivery(channel: string) {
  const { rows } = await hub.deps.db.execute<{
    id: string;
    status: string;
    attempts: number;
    last_error: string | null;
    wait: number | null;
  }>(sql`SELECT id, status, attempts, last_error,
         extract(epoch FROM next_attempt_at - now())::float8 AS wait FROM deliveries WHERE channel = ${channel}`);
  return rows[0];
}

const lastScan = () => new DeliveryDao(hub.deps.db).getLastScan();

const settled = (channel: string, status: string) =>
  vi.waitFor(async () => expect((await delivery(channel))?.status).toBe(status), 20_000);

test('a mail that one of two recipients gets is delivered, with a warning', async () => {
  await hub.stop();
  hub = await startTestHub({
    works: true,
    env: {
      SMTP_HOST: mail.host,
      SMTP_PORT: String(mail.port),
      MAIL_FROM: 'Shop Alerts <ops@localhost>',
      EMAIL_TO: 'gone@shop.example, admin@shop.example',
      PUBLIC_URL: 'https://hub.example/',
    },
  });
  mail.answerNext({ stage: 'rcpt', code: 550, message: 'no such user' });
  await raiseAlert('HALF-WAY');
  await settled('email', 'delivered');
  const { body } = await call(hub, { method: 'GET', url: '/api/alerts/deliveries' });
  const warning = '1 of 2 recipients refused: gone@… (550 no such user)';
  expect(body).toMatchObject([{ status: 'delivered', lastError: warning }]);
  const one = await call(hub, { method: 'GET', url: `/api/alerts/deliveries/${body[0].id}` });
  expect(one.body.attempts).toMatchObject([
    { outcome: 'delivered', detail: `250 OK: message taken; ${warning}` },
  ]);

  // Its links lead to the hub's pages about it.
  const { rows } = await hub.deps.db.execute<{ id: string }>(sql`SELECT id FROM alert_episodes`);
  expect(mail.messages[0]?.text).toContain(
    `\n\nAlert: https://hub.example/alerts/${rows[0]?.id}\nProduct: https://hub.example/inventory/HALF-WAY`,
  );
});

test('a channel that fails is tried again, and the other one is not sent twice', async () => {
  slack.answerNext({ status: 500 });
  await raiseAlert('RETRIED');
  await settled('email', 'delivered');
  await settled('webhook', 'delivered');
  expect(slack.messages).toHaveLength(2);
  expect(mail.messages).toHaveLength(1);
  expect(await delivery('webhook')).toMatchObject({ attempts: 2, last_error: null });
  const { rows } = await hub.deps.db.execute(
    sql`SELECT outcome FROM delivery_attempts JOIN deliveries ON id = delivery_id
        WHERE channel = 'webhook' ORDER BY attempt`,
  );
  expect(rows).toEqual([{ outcome: 'retry' }, { outcome: 'delivered' }]);
});

test('Retry-After is honoured', async () => {
  slack.answerNext({ status: 429, headers: { 'retry-after': '120' } });
  await raiseAlert('PATIENT');
  await vi.waitFor(async () => expect((await delivery('webhook'))?.wait).toBeGreaterThan(100), 15_000);
  expect(slack.messages).toHaveLength(1);
});

test('a refusal for good ends visibly, and the other channel still delivers', async () => {
  slack.answerNext({ status: 404, body: 'channel_not_found' });
  await raiseAlert('REFUSED');
  await settled('webhook', 'dead');
  await settled('email', 'delivered');
  expect((await delivery('webhook'))?.last_error).toContain('404');
  const { body } = await call(hub, { method: 'GET', url: '/api/ops/alerting' });
  expect(body.deliveries.dead).toBe(1);
  // The alert, and perhaps already the alarm about the channel that refused it.
  expect([1, 2]).toContain(body.deliveries.delivered);
});

test('a channel that hangs holds up neither the stock change nor the other channel', async () => {
  slack.answerAlways({ hang: true });
  const before = performance.now();
  expect((await raiseAlert('HANGING')).status).toBe(200);
  expect(performance.now() - before).toBeLessThan(5_000);
  await settled('email', 'delivered');
  expect((await delivery('webhook'))?.status).toBe('pending');
});

test('a mail server that refuses for now is tried again', async () => {
  mail.answerNext({ stage: 'rcpt', code: 450 });
  await raiseAlert('GREYLISTED');
  await settled('email', 'delivered');
  expect(await delivery('email')).toMatchObject({ attempts: 2 });
});

test('a job that runs twice sends once', async () => {
  await raiseAlert('TWICE');
  await settled('webhook', 'delivered');
  const id = (await delivery('webhook'))?.id ?? '';
  await hub.deps.services.deliveries.deliver(id);
  expect(slack.messages).toHaveLength(1);
});

test('messages to one webhook leave a second apart, whichever process sends them', async () => {
  const waits = await Promise.all(
    Array.from({ length: 4 }, () => new DeliveryDao(hub.deps.db).reserveSlot('webhook', 1, 60)),
  );
  const sorted = waits.map(({ waitSeconds }) => waitSeconds).toSorted((a, b) => a - b);
  for (const [index, wait] of sorted.entries()) {
    expect(wait).toBeGreaterThan(index - 0.5);
    expect(wait).toBeLessThanOrEqual(index + 0.01);
  }
});

test('one scan waits for its time, however many processes ask', async () => {
  await hub.deps.jobs.send(scanWatchdogJob, {});
  await vi.waitFor(async () => {
    const { rows } = await hub.deps.db.execute(
      sql`SELECT 1 FROM pgboss.job WHERE name = 'inventory.scan' AND state = 'created'`,
    );
    expect(rows).toHaveLength(1);
  }, 15_000);
  await hub.deps.jobs.send(scanJob, {}, { singletonKey: 'start' });
  await vi.waitFor(async () => expect(await lastScan()).not.toBeNull(), 15_000);
  const { rows } = await hub.deps.db.execute(
    sql`SELECT 1 FROM pgboss.job WHERE name = 'inventory.scan' AND state = 'created'`,
  );
  expect(rows).toHaveLength(1);
});
