import { type SlackSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { query } from '../support/shop.ts';

const MIB = 1024 * 1024;

let slack: SlackSink;
let hub: TestHub;
let freeBytes: number;
let isReadable = true;
beforeAll(async () => {
  slack = await startSlackSink();
  hub = await startTestHub({
    env: { SLACK_WEBHOOK_URL: slack.url },
    isDatabaseEmbedded: true,
    readDiskSpace: async () => {
      if (!isReadable) throw new Error('stale file handle');
      return { freeBytes, totalBytes: 20_480 * MIB };
    },
  });
});
afterAll(async () => {
  await hub.stop();
  await slack.close();
});

const check = () => hub.deps.domains.ops.diskMonitor.check();
const ready = async (of = hub) => {
  const { statusCode, body } = await of.app.inject({ method: 'GET', url: '/readyz' });
  const { status, checks } = JSON.parse(body);
  return { statusCode, status, disk: checks.disk };
};

test('a disk that fills up is an alarm, a number and at last a reason not to be ready', async () => {
  freeBytes = 10_000 * MIB;
  await check();
  expect(await ready()).toEqual({ statusCode: 200, status: 'ready', disk: 'ok' });
  expect(slack.messages).toHaveLength(0);

  freeBytes = 500 * MIB;
  await check();
  await check();
  const warning = 'the disk of DATA_DIR is nearly full: 500 MiB of 20,480 MiB are free';
  expect(await ready()).toEqual({ statusCode: 200, status: 'degraded', disk: warning });
  expect(slack.messages.map(({ body }) => body.text)).toEqual([
    expect.stringMatching(new RegExp(`^🚨 Disk space: .*: ${warning}$`)),
  ]);

  freeBytes = 30 * MIB;
  expect(await ready()).toMatchObject({ statusCode: 503, status: 'not ready' });
  const { body } = await hub.app.inject({ method: 'GET', url: '/metrics' });
  expect(body).toContain(`hub_disk_free_bytes ${30 * MIB}`);
  expect(body).toContain(`hub_disk_size_bytes ${20_480 * MIB}`);

  freeBytes = 10_000 * MIB;
  await check();
  expect((await ready()).status).toBe('ready');
  const [alarm] = await query(
    hub,
    sql`SELECT resolved_at FROM ops_alarms WHERE starts_with(subject, 'disk:')`,
  );
  expect(alarm?.resolved_at).not.toBeNull();
  // Another time is another alarm.
  freeBytes = 500 * MIB;
  await check();
  expect(slack.messages).toHaveLength(2);
});

test('with a database elsewhere the hub stays ready: clicks and orders need no room here', async () => {
  const apart = await startTestHub({
    readDiskSpace: async () => ({ freeBytes: 0, totalBytes: 20_480 * MIB }),
  });
  try {
    expect(await ready(apart)).toMatchObject({ statusCode: 200, status: 'degraded' });
  } finally {
    await apart.stop();
  }
});

test('a disk that cannot be asked is told, and ends nothing', async () => {
  isReadable = false;
  try {
    await check();
    expect((await ready()).disk).toBe('not available');
    expect((await hub.app.inject({ method: 'GET', url: '/metrics' })).statusCode).toBe(200);
  } finally {
    isReadable = true;
  }
});

test('each process tells once when the database cannot be asked either', async () => {
  const sink = await startSlackSink();
  const lonely = await startTestHub({
    env: { SLACK_WEBHOOK_URL: sink.url },
    readDiskSpace: async () => ({ freeBytes: 0, totalBytes: 20_480 * MIB }),
  });
  try {
    await lonely.deps.close();
    await lonely.deps.domains.ops.diskMonitor.check();
    await lonely.deps.domains.ops.diskMonitor.check();
    expect(sink.messages).toHaveLength(1);
  } finally {
    await lonely.app.close();
    await lonely.deps.jobs.stop();
    await sink.close();
  }
});
