import { randomUUID } from 'node:crypto';
import { connectDatabase } from '@dreamteamhub/db';
import { DeliveryDao } from '@dreamteamhub/db/deliveries';
import { type MailSink, type SlackSink, startMailSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import { sql } from 'drizzle-orm';
import Fastify from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AlertingHealth } from '../../src/domains/alerts/alerting-health-service.ts';
import { AlertingMonitor } from '../../src/domains/alerts/alerting-monitor.ts';
import { scanJob } from '../../src/domains/alerts/jobs.ts';
import { ChannelHealthService } from '../../src/domains/deliveries/channel-health-service.ts';
import { registerHealth } from '../../src/http/health.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';

const HOUR = 3600;

let slack: SlackSink;
let mail: MailSink;
let hub: TestHub;

beforeEach(async () => {
  [slack, mail] = await Promise.all([startSlackSink(), startMailSink()]);
  hub = await startTestHub({
    env: {
      SLACK_WEBHOOK_URL: slack.url,
      SMTP_HOST: mail.host,
      SMTP_PORT: String(mail.port),
      MAIL_FROM: 'ops@shop.example',
      EMAIL_TO: 'admin@shop.example',
      ALERT_REPEAT_SECONDS: '3600',
    },
  });
});
afterEach(async () => {
  await hub.stop();
  await Promise.all([slack.close(), mail.close()]);
});

/** As of a process that has been up for so long. */
const healthAfter = (uptimeSeconds: number, db = hub.deps.db) =>
  new AlertingHealth({
    db,
    channelHealth: new ChannelHealthService({ db, channels: ['webhook', 'email'] }),
    scanIntervalSeconds: 60,
    uptimeSeconds: () => uptimeSeconds,
  });

function monitor(
  options: { health?: AlertingHealth; db?: TestHub['deps']['db']; elapsed?: () => number } = {},
) {
  const db = options.db ?? hub.deps.db;
  return new AlertingMonitor({
    db,
    health: options.health ?? healthAfter(HOUR, db),
    notifiers: hub.deps.domains.deliveries.notifiers,
    repeatSeconds: HOUR,
    allowanceSeconds: 210,
    log: hub.deps.log,
    elapsedSeconds: options.elapsed ?? (() => 0),
  });
}

const ageLastScan = (seconds: number) =>
  hub.deps.db.execute(
    sql`UPDATE scan_heartbeat SET scanned_at = scanned_at - make_interval(secs => ${seconds})`,
  );

async function send(channel: 'webhook' | 'email'): Promise<string> {
  const id = await new DeliveryDao(hub.deps.db).createDelivery({
    channel,
    alertId: randomUUID(),
    content: {
      kind: 'alert',
      items: [{ sku: 'W-1', name: 'Widget', stock: 1, threshold: 20 }],
      occurredAt: new Date().toISOString(),
    },
    carried: [],
  });
  await hub.deps.services.deliveries.deliver(id);
  return id;
}

async function alarmsOn(channel: string): Promise<string[]> {
  const { rows } = await hub.deps.db.execute<{ message: string }>(sql`
    SELECT content->>'message' AS message FROM deliveries
    WHERE channel = ${channel} AND content->>'kind' = 'alarm' ORDER BY created_at`);
  return rows.map(({ message }) => message);
}

const getAlerting = async () => (await call(hub, { method: 'GET', url: '/api/ops/alerting' })).body;

describe('scans that stopped', () => {
  test('are told on every channel, by one of two processes, once, and again while it lasts', async () => {
    await hub.deps.services.alerts.scan();
    await ageLastScan(211);
    await Promise.all([monitor().check(), monitor().check()]);
    await monitor().check();
    expect(slack.messages).toHaveLength(1);
    expect(slack.messages[0]?.body.text).toMatch(
      /^🚨 Alerting problem: stock is not scanned: .* 21\d s old$/,
    );
    expect(mail.messages.map(({ headers }) => headers.subject)).toEqual(['Alerting problem']);

    await hub.deps.db.execute(sql`UPDATE ops_alarms SET notified_at = notified_at - interval '1 hour'`);
    await monitor().check();
    expect(slack.messages).toHaveLength(2);

    await hub.deps.services.alerts.scan();
    await monitor().check();
    expect(slack.messages).toHaveLength(2);
    await ageLastScan(300);
    await monitor().check();
    expect(slack.messages).toHaveLength(3);
  });

  test('are none while they are only late, and right after a start', async () => {
    await monitor({ health: healthAfter(200) }).check();
    await hub.deps.services.alerts.scan();
    await ageLastScan(200);
    await monitor().check();
    await ageLastScan(100_000);
    await monitor({ health: healthAfter(100) }).check();
    expect(slack.messages).toHaveLength(0);
  });

  test('because the database is away are told by each process itself, once', async () => {
    const gone = connectDatabase({ connectionString: hub.databaseUrl });
    await gone.close();
    let seconds = 0;
    const watch = monitor({ db: gone.db, elapsed: () => seconds });
    await watch.check();
    seconds = 209;
    await watch.check();
    expect(slack.messages).toHaveLength(0);
    seconds = 211;
    await watch.check();
    await watch.check();
    expect(slack.messages).toHaveLength(1);
    expect(slack.messages[0]?.body.text).toContain('the database has not answered for 211 s');
  });

  test('leave who serves storefronts in the balancer, and say so', async () => {
    const health = healthAfter(HOUR);
    const scans = async () => (await health.getScanProblem())?.message ?? null;
    const answers = [];
    for (const asked of [
      { checks: {}, warnings: { scans } },
      { checks: { scans }, warnings: {} },
    ]) {
      const app = Fastify();
      registerHealth(app, { ...asked, isStopping: () => false });
      const answer = await app.inject({ method: 'GET', url: '/readyz' });
      answers.push([answer.statusCode, answer.json().status, answer.json().checks.scans]);
      await app.close();
    }
    const problem = 'stock is not scanned: no scan has finished yet';
    expect(answers).toEqual([
      [200, 'degraded', problem],
      [503, 'not ready', problem],
    ]);
  });
});

test('a heartbeat follows every scan, but not while every channel fails', async () => {
  const outside = await startSlackSink();
  const heard = await startTestHub({
    works: true,
    databaseUrl: hub.databaseUrl,
    env: { SLACK_WEBHOOK_URL: slack.url, HEARTBEAT_URL: `${outside.origin}/ping` },
  });
  try {
    await heard.deps.jobs.send(scanJob, {});
    expect(await outside.waitForMessages(1, 15_000)).toMatchObject([{ method: 'GET', path: '/ping' }]);
    slack.answerNext({ status: 404 });
    await send('webhook');
    await heard.deps.domains.alerts.heartbeat?.onScanned();
    expect(outside.messages).toHaveLength(1);
    await send('webhook');
    await heard.deps.domains.alerts.heartbeat?.onScanned();
    expect(outside.messages).toHaveLength(2);
  } finally {
    await heard.stop();
    await outside.close();
  }
});

describe('a channel', () => {
  test('that refuses for good is told on the other one, once; what arrives again ends it', async () => {
    slack.answerNext({ status: 404, body: 'no_service' }, { status: 404 });
    await send('webhook');
    await send('webhook');
    expect(await alarmsOn('email')).toEqual(['alerts by Slack are refused: HTTP 404: no_service']);
    expect(await alarmsOn('webhook')).toEqual([]);
    expect(await getAlerting()).toMatchObject({
      problems: [{ subject: 'channel:webhook', since: expect.any(String) }],
      channelHealth: [
        { channel: 'webhook', isRefused: true, failures: 2 },
        { channel: 'email', isRefused: false, failures: 0, failingSince: null },
      ],
    });
    const ready = await hub.app.inject({ method: 'GET', url: '/readyz' });
    expect(ready.statusCode).toBe(200);
    expect(ready.json()).toMatchObject({
      status: 'degraded',
      checks: { channels: expect.stringContaining('alerts by Slack') },
    });
    const metrics = await hub.app.inject({ method: 'GET', url: '/metrics' });
    expect(metrics.body).toContain('hub_alerting_problem{subject="channel:webhook"} 1');

    await send('webhook');
    expect((await getAlerting()).problems).toEqual([]);
    const after = await hub.app.inject({ method: 'GET', url: '/metrics' });
    expect(after.body).not.toContain('hub_alerting_problem{');
    slack.answerNext({ status: 410 });
    await send('webhook');
    expect(await alarmsOn('email')).toHaveLength(2);
  });

  test('that fails is broken only after three times and five minutes', async () => {
    for (let failure = 0; failure < 4; failure++) {
      slack.answerNext({ status: 500 });
      await send('webhook');
    }
    expect(await alarmsOn('email')).toEqual([]);
    await hub.deps.db.execute(
      sql`UPDATE channel_health SET failing_since = failing_since - interval '301 seconds'`,
    );
    slack.answerNext({ status: 500 });
    await send('webhook');
    expect(await alarmsOn('email')).toEqual(['alerts by Slack have failed 5 times in a row: HTTP 500']);
  });

  test('fails like every other: then nobody can be told but who looks', async () => {
    slack.answerNext({ status: 404 });
    mail.answerNext({ stage: 'rcpt', code: 550 });
    await send('webhook');
    await send('email');
    const { problems } = await getAlerting();
    expect(problems.map(({ subject }: { subject: string }) => subject)).toEqual([
      'channels',
      'channel:webhook',
      'channel:email',
    ]);
    const ready = await hub.app.inject({ method: 'GET', url: '/readyz' });
    expect(ready.json().checks.channels).toBe('no alert arrives: every channel fails');
  });
});
