import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@dreamteamhub/db/test';
import { type SlackSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listBackups } from '../../src/domains/backups/backup-catalog.ts';
import { BackupScheduler } from '../../src/domains/backups/backup-scheduler.ts';
import { type BackupOrder, makeBackup } from '../../src/domains/backups/make-backup.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { query } from '../support/shop.ts';

const DAY = 86_400_000;
const cheap = { scryptCost: { N: 2 ** 10, r: 8, p: 1 } };

let slack: SlackSink;
let folder: string;
let hub: TestHub;
beforeAll(async () => {
  slack = await startSlackSink();
  folder = await mkdtemp(join(tmpdir(), 'hub-scheduled-'));
  hub = await startTestHub({
    works: true,
    env: {
      SLACK_WEBHOOK_URL: slack.url,
      BACKUP_DIR: folder,
      BACKUP_PASSPHRASE: 'correct horse battery staple',
    },
  });
});
afterAll(async () => {
  await hub.stop();
  await slack.close();
  await rm(folder, { recursive: true, force: true });
});

const metric = async (name: string) => {
  const { body } = await hub.app.inject({ method: 'GET', url: '/metrics' });
  return new RegExp(`^${name} (\\S+)$`, 'm').exec(body)?.[1];
};

const order = (extra: Partial<BackupOrder> = {}): BackupOrder => ({
  folder,
  passphrase: 'correct horse battery staple',
  databaseUrl: hub.databaseUrl,
  replicationUrl: null,
  isLogical: true,
  pgDump: null,
  dataDir: hub.deps.env.DATA_DIR,
  secrets: [],
  ...extra,
});

/** A scheduler whose clock and backups are the test's. */
const schedulerOf = (extra: Partial<ConstructorParameters<typeof BackupScheduler>[0]>) =>
  new BackupScheduler({
    db: hub.deps.db,
    folder,
    plan: { hours: [2], timeZone: 'UTC' },
    keep: 2,
    make: () => makeBackup(order(), cheap),
    sendAlarm: hub.deps.domains.ops.sendAlarm,
    repeatSeconds: 3_600,
    log: hub.deps.log,
    now: () => new Date(),
    ...extra,
  });

test('a hub with a folder for backups makes one at once, in a thread, and tells its age and size', async () => {
  expect(await metric('hub_backup_age_seconds')).toBe('+Inf');
  await hub.deps.domains.backups.scheduler?.check();
  await hub.deps.domains.backups.scheduler?.check();
  const [made, ...others] = await listBackups(folder);
  expect(others).toEqual([]);
  expect(made?.manifest.kind).toBe('tables');
  for (const name of await readdir(made?.path ?? '')) {
    expect((await stat(join(made?.path ?? '', name))).mode & 0o777).toBe(0o600);
  }
  expect(Number(await metric('hub_backup_age_seconds'))).toBeLessThan(600);
  expect(Number(await metric('hub_backup_size_bytes'))).toBe(made?.bytes);
});

test('the newest stay; those of other databases, and what else is in the folder, too', async () => {
  const other = await createTestDatabase();
  const foreign = await makeBackup(order({ databaseUrl: other.url }), cheap);
  await other.drop();
  await mkdir(join(folder, 'notes'));
  let day = 0;
  const scheduler = schedulerOf({ now: () => new Date(Date.now() + ++day * DAY) });
  const before = await listBackups(folder);
  for (let round = 0; round < 3; round++) await scheduler.check();
  const after = (await listBackups(folder)).map(({ path }) => path);
  expect(after).toHaveLength(3);
  expect(after).toContain(foreign.path);
  expect(after).not.toContain(before.at(-1)?.path);
  expect(await readdir(folder)).toHaveLength(4);
});

test('a backup that fails is an alarm at once, is not tried again at once, and the next one ends it', async () => {
  await query(hub, sql`DELETE FROM ops_alarms`);
  const told = slack.messages.length;
  const kept = await listBackups(folder);
  let at = Date.now();
  let tries = 0;
  let isBroken = true;
  const scheduler = schedulerOf({
    plan: { hours: [new Date(at).getUTCHours()], timeZone: 'UTC' },
    folder: join(folder, 'failing'),
    now: () => new Date(at),
    make: async () => {
      tries += 1;
      if (isBroken) throw new Error('no backup can be written to /mnt: its disk is full, or nearly so');
      return makeBackup(order({ folder: join(folder, 'failing') }), cheap);
    },
  });
  await scheduler.check();
  at += 60_000;
  await scheduler.check();
  expect(tries).toBe(1);
  expect(slack.messages.slice(told).map(({ body }) => body.text)).toEqual([
    expect.stringMatching(
      /^🚨 Backup problem: .*: the backup failed: no backup can be written to \/mnt: its disk is full/,
    ),
  ]);
  const resolved = async () => (await query(hub, sql`SELECT resolved_at FROM ops_alarms`))[0]?.resolved_at;
  expect(await resolved()).toBeNull();
  at += 15 * 60_000;
  isBroken = false;
  await scheduler.check();
  expect(tries).toBe(2);
  expect(await resolved()).not.toBeNull();
  expect(await listBackups(folder)).toEqual(kept);
});

test('no backup for two hours after its time is an alarm, whoever was to make it', async () => {
  const sent: string[] = [];
  const scheduler = schedulerOf({
    folder: join(folder, 'empty'),
    now: () => new Date('2030-01-01T04:00:00Z'),
    make: async () => ({ refused: 'another backup of this database is running' }),
    repeatSeconds: 1e-9,
    sendAlarm: async ({ message }) => void sent.push(message),
  });
  await scheduler.check();
  expect(sent).toEqual(['there is no backup in BACKUP_DIR']);
});
