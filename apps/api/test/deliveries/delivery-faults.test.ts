import { randomUUID } from 'node:crypto';
import { ChannelHealthDao, DeliveryDao } from '@dreamteamhub/db/deliveries';
import {
  type MailAnswerScript,
  type MailSink,
  type SlackAnswerScript,
  type SlackSink,
  startMailSink,
  startSlackSink,
} from '@dreamteamhub/notifiers/test';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';

let slack: SlackSink;
let mail: MailSink;
let hub: TestHub;

beforeAll(async () => {
  [slack, mail] = await Promise.all([startSlackSink(), startMailSink()]);
  hub = await startTestHub({
    env: {
      SLACK_WEBHOOK_URL: slack.url,
      SMTP_HOST: mail.host,
      SMTP_PORT: String(mail.port),
      MAIL_FROM: 'ops@shop.example',
      EMAIL_TO: 'admin@shop.example',
    },
  });
});
afterAll(async () => {
  await hub.stop();
  await Promise.all([slack.close(), mail.close()]);
});
beforeEach(() =>
  hub.owner.execute(sql`TRUNCATE deliveries, channel_health, channel_pacing, ops_alarms CASCADE`),
);

/** Makes one attempt at a message and tells what has become of it. */
async function attempt(channel: 'webhook' | 'email') {
  const item = { sku: 'W-1', name: 'Widget', stock: 1, threshold: 20 };
  const id = await new DeliveryDao(hub.deps.db).createDelivery({
    channel,
    alertId: randomUUID(),
    content: { kind: 'alert', items: [item], occurredAt: new Date().toISOString() },
    carried: [],
  });
  await hub.deps.services.deliveries.deliver(id);
  return { id, ...(await look(id, channel)) };
}

async function look(id: string, channel: string) {
  const { rows } = await hub.deps.db.execute<{
    status: string;
    wait: number | null;
    hold: number | null;
    detail: string | null;
  }>(sql`
    SELECT status, detail,
           extract(epoch FROM next_attempt_at - now())::float8 AS wait,
           extract(epoch FROM (SELECT next_send_at FROM channel_pacing WHERE channel = ${channel}) - now())::float8 AS hold
    FROM deliveries JOIN delivery_attempts ON delivery_id = id WHERE id = ${id} ORDER BY attempt DESC LIMIT 1`);
  const health = (await new ChannelHealthDao(hub.deps.db).getAll()).find((row) => row.channel === channel);
  const alarms = await hub.deps.db.execute(
    sql`SELECT FROM deliveries WHERE content->>'kind' = 'alarm' AND channel <> ${channel}`,
  );
  return { ...rows[0], health, alarms: alarms.rows.length };
}

/** The first wait, give or take its jitter. */
const SOON = [3, 7] as const;

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();

describe('Slack', () => {
  test.each<[string, () => SlackAnswerScript, string, readonly [number, number] | null, number]>([
    ['429, Retry-After 1', () => ({ status: 429, headers: { 'retry-after': '1' } }), 'pending', SOON, 0],
    [
      '429, Retry-After 30',
      () => ({ status: 429, headers: { 'retry-after': '30' } }),
      'pending',
      [28, 31],
      0,
    ],
    [
      '429, Retry-After a date',
      () => ({ status: 429, headers: { 'retry-after': inSeconds(90) } }),
      'pending',
      [85, 91],
      0,
    ],
    [
      '429, Retry-After garbage',
      () => ({ status: 429, headers: { 'retry-after': 'soon' } }),
      'pending',
      SOON,
      0,
    ],
    ['500', () => ({ status: 500 }), 'pending', SOON, 0],
    ['a connection that is cut', () => ({ drop: true }), 'pending', SOON, 0],
    ['404', () => ({ status: 404, body: 'channel_not_found' }), 'dead', null, 1],
    ['410', () => ({ status: 410 }), 'dead', null, 1],
    ['a redirect', () => ({ status: 302, headers: { location: 'http://127.0.0.1:9/' } }), 'dead', null, 1],
    ['a body of any size', () => ({ flood: true, status: 500 }), 'pending', SOON, 0],
    ['200 and a body that drips', () => ({ drip: true, status: 200 }), 'delivered', null, 0],
  ])('%s', async (_fault, script, status, wait, alarms) => {
    slack.answerNext(script());
    const result = await attempt('webhook');
    expect(result.status).toBe(status);
    if (wait === null) expect(result.wait).toBeNull();
    else {
      expect(result.wait).toBeGreaterThan(wait[0]);
      expect(result.wait).toBeLessThan(wait[1]);
    }
    expect(result.alarms).toBe(alarms);
    expect(result.health?.failures).toBe(status === 'delivered' ? 0 : 1);
    expect(result.health?.isRefused).toBe(status === 'dead');
  });

  test.each<[string, SlackAnswerScript]>([
    ['silence', { hang: true }],
    ['an error whose body drips', { drip: true, status: 503 }],
  ])('%s ends after ten seconds, and is tried again', async (_fault, script) => {
    slack.answerNext(script);
    const startedAt = performance.now();
    expect(await attempt('webhook')).toMatchObject({ status: 'pending', alarms: 0 });
    expect(performance.now() - startedAt).toBeLessThan(13_000);
  });

  test('Retry-After holds every message of the channel, and no job waits for it', async () => {
    slack.answerNext({ status: 429, headers: { 'retry-after': '120' } });
    expect((await attempt('webhook')).hold).toBeGreaterThan(110);
    const before = slack.messages.length;
    const startedAt = performance.now();
    const id = await new DeliveryDao(hub.deps.db).createDelivery({
      channel: 'webhook',
      alertId: randomUUID(),
      content: { kind: 'alarm', message: 'x', occurredAt: new Date().toISOString() },
      carried: [],
    });
    await hub.deps.services.deliveries.deliver(id);
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    expect(slack.messages).toHaveLength(before);
    const { rows } = await hub.deps.db.execute<{ wait: number }>(sql`
      SELECT extract(epoch FROM start_after - now())::float8 AS wait FROM pgboss.job
      WHERE name = 'alerts.deliver.webhook' AND data->>'deliveryId' = ${id}`);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.wait).toBeGreaterThan(100);
  });
});

describe('mail', () => {
  test.each<[string, MailAnswerScript, string, number]>([
    ['421 at the greeting', { stage: 'connect', code: 421 }, 'pending', 0],
    ['450 for the recipient', { stage: 'rcpt', code: 450 }, 'pending', 0],
    ['a connection cut after DATA', { stage: 'data', drop: true }, 'pending', 0],
    ['451 after DATA', { stage: 'data', code: 451 }, 'pending', 0],
    ['550 for the recipient', { stage: 'rcpt', code: 550 }, 'dead', 1],
    ['554 after DATA', { stage: 'data', code: 554 }, 'dead', 1],
  ])('%s', async (_fault, script, status, alarms) => {
    mail.answerNext(script);
    const result = await attempt('email');
    expect(result).toMatchObject({ status, alarms });
    expect(result.health).toMatchObject({ failures: 1, isRefused: status === 'dead' });
  });
});

describe('two jobs of one delivery at once', () => {
  test('send once: the second comes again when the first must be over', async () => {
    slack.answerNext({ hang: true });
    const first = attempt('webhook');
    await slack.waitForMessages(slack.messages.length + 1);
    const { rows } = await hub.deps.db.execute<{ id: string }>(sql`SELECT id FROM deliveries`);
    const id = String(rows[0]?.id);
    const sent = slack.messages.length;
    await hub.deps.services.deliveries.deliver(id);
    expect(slack.messages).toHaveLength(sent);
    const jobs = await hub.deps.db.execute<{ wait: number }>(sql`
      SELECT extract(epoch FROM start_after - created_on)::float8 AS wait FROM pgboss.job
      WHERE name = 'alerts.deliver.webhook' AND data->>'deliveryId' = ${id}`);
    expect(jobs.rows).toHaveLength(1);
    expect(jobs.rows[0]?.wait).toBeGreaterThan(30);
    expect(await first).toMatchObject({ status: 'pending' });
  });
});
