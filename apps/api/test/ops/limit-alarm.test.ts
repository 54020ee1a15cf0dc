import { type SlackSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LimitMonitor } from '../../src/domains/ops/limit-monitor.ts';
import { alarmSender } from '../../src/domains/ops/send-alarm.ts';
import { defineLimit } from '../../src/platform/limits/limit.ts';
import { Limits } from '../../src/platform/limits/limits.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { query } from '../support/shop.ts';

let slack: SlackSink;
let hub: TestHub;
beforeAll(async () => {
  slack = await startSlackSink();
  hub = await startTestHub({ env: { SLACK_WEBHOOK_URL: slack.url } });
});
afterAll(async () => {
  await hub.stop();
  await slack.close();
});

const MINUTE = 60_000;
const limit = defineLimit({
  name: 'tries',
  what: 'tries',
  windowSeconds: 60,
  most: { address: 5, hub: 3 },
  counted: 'process',
  beyond: '429',
});

test('a ceiling of the hub that is reached is one alarm, until it has been quiet for a while', async () => {
  let now = 0;
  const limits = new Limits({ now: () => now });
  const { log, db, domains } = hub.deps;
  const monitor = new LimitMonitor({
    db,
    takeCeilings: () => limits.takeCeilings(),
    sendAlarm: alarmSender({ notifiers: domains.deliveries.notifiers, log }),
    repeatSeconds: 3_600,
    log,
    now: () => now,
  });
  const flood = (ip: string) => {
    for (let n = 0; n < 6; n++) limits.take(limit, { ip });
  };
  const alarms = () =>
    query<{ over: boolean }>(hub, sql`SELECT resolved_at IS NOT NULL AS over FROM ops_alarms`);

  limits.take(limit, { ip: '192.0.2.1' });
  await monitor.check();
  expect(slack.messages).toHaveLength(0);

  flood('192.0.2.2');
  await monitor.check();
  now = 10 * MINUTE;
  flood('192.0.2.3');
  await monitor.check();
  expect(slack.messages.map(({ body }) => body.text)).toEqual([
    expect.stringMatching(
      /^🚨 Too many requests: .*: the limit of the whole hub for tries is reached \(tries\)\. Look at/,
    ),
  ]);
  expect(await alarms()).toEqual([{ over: false }]);

  now = 26 * MINUTE;
  await monitor.check();
  expect(await alarms()).toEqual([{ over: true }]);
  flood('192.0.2.4');
  await monitor.check();
  expect(slack.messages).toHaveLength(2);
});
