import { StorefrontDao } from '@dreamteamhub/db/storefronts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStorefronts } from '../../src/domains/storefronts/module.ts';
import { describeDifference, findZoneDifferences } from '../../src/domains/storefronts/zone-differences.ts';
import { createLog } from '../../src/platform/log.ts';
import { runCommand } from '../support/command-context.ts';
import { callTrpc, entryAt } from '../support/contract-entries.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, createPerson, OPERATOR, signedIn } from '../support/operator.ts';
import { asSecret, query } from '../support/shop.ts';

let hub: TestHub;
let owner: Record<string, string>;
beforeAll(async () => {
  hub = await startTestHub({ env: { TIME_ZONE: 'asia/tokyo' } });
  await createOperator(hub);
  owner = await signedIn(hub);
});
afterAll(() => hub.stop());

const call = (path: string, input: unknown = {}, headers = owner) =>
  callTrpc(hub, entryAt(path), { input, headers });

const NOT_A_ZONE: [string, string][] = [
  ['Berlin', 'there is no time zone "Berlin"; did you mean Europe/Berlin?'],
  ['CEST', '"CEST" is an abbreviation, not a time zone; did you mean Europe/Berlin?'],
  ['+05:30', '"+05:30" is an offset, which knows no summer time; name a place, as in Europe/Berlin'],
  ['', 'must not be empty'],
];

/** The last change of a kind, as the audit log has it. */
async function lastLine(action: string) {
  const lines = await query(
    hub,
    sql`SELECT actor_kind, subject_id, before, after FROM audit_log WHERE action = ${action} ORDER BY id DESC LIMIT 1`,
  );
  return lines[0];
}

describe('a storefront', () => {
  test('has the hub’s zone until it is given one, and its own from then on', async () => {
    const { data: listed } = await call('storefronts.listStorefronts');
    expect(listed).toMatchObject({ hubTimeZone: 'Asia/Tokyo', items: [{ slug: 'default', timeZone: null }] });

    const form = { slug: 'outlet', name: 'Outlet', currency: 'EUR' };
    const { data: made } = await call('storefronts.createStorefront', {
      ...form,
      timeZone: 'europe/kiev',
    });
    expect(made).toMatchObject({ slug: 'outlet', timeZone: 'Europe/Kyiv' });
    expect(await lastLine('storefronts.createStorefront')).toMatchObject({
      after: { slug: 'outlet', timeZone: 'Europe/Kyiv' },
    });
    const { data: plain } = await call('storefronts.createStorefront', { ...form, slug: 'plain' });
    expect(plain.timeZone).toBeNull();

    const { data: moved } = await call('storefronts.updateStorefront', {
      id: made.id,
      timeZone: 'America/New York',
    });
    expect(moved).toMatchObject({ name: 'Outlet', timeZone: 'America/New_York' });
    expect(await lastLine('storefronts.updateStorefront')).toEqual({
      actor_kind: 'person',
      subject_id: String(made.id),
      before: { timeZone: 'Europe/Kyiv' },
      after: { timeZone: 'America/New_York' },
    });
    // Another name of the same zone is no change, and what is not given stays.
    await call('storefronts.updateStorefront', { id: made.id, timeZone: 'US/Eastern' });
    await call('storefronts.updateStorefront', { id: made.id, name: 'Outlet' });
    expect(
      await query(hub, sql`SELECT FROM audit_log WHERE action = 'storefronts.updateStorefront'`),
    ).toHaveLength(1);
    await call('storefronts.updateStorefront', { id: made.id, timeZone: null });
    const { data } = await call('storefronts.listStorefronts', {}, asSecret);
    expect(data.items.map(({ timeZone }: { timeZone: string | null }) => timeZone)).toEqual([
      null,
      null,
      null,
    ]);
  });

  test.each(NOT_A_ZONE)('does not take %j', async (timeZone, problem) => {
    for (const answer of [
      await call('storefronts.createStorefront', { slug: 'x', name: 'X', currency: 'EUR', timeZone }),
      await call('storefronts.updateStorefront', { id: 1, timeZone }),
    ]) {
      expect(answer.status).toBe(400);
      expect(answer.error.message.startsWith(`timeZone: ${problem}`)).toBe(true);
      expect(answer.error.data.details).toEqual([
        { path: 'timeZone', message: expect.stringContaining(problem) },
      ]);
    }
  });

  test('is given a zone by a command, which is audited, and told what is wrong with it', async () => {
    expect(await runCommand(hub, 'storefronts time-zone default europe/berlin')).toEqual([
      'The time zone of "default" is now Europe/Berlin.',
    ]);
    expect(await lastLine('storefronts.updateStorefront')).toEqual({
      actor_kind: 'command_line',
      subject_id: '1',
      before: { timeZone: null },
      after: { timeZone: 'Europe/Berlin' },
    });
    expect((await runCommand(hub, 'storefronts list'))[0]).toMatch(/^1\tdefault\tUSD\t.*\tEurope\/Berlin$/);
    expect(await runCommand(hub, 'storefronts time-zone default hub')).toEqual([
      'The time zone of "default" is now the hub’s, Asia/Tokyo.',
    ]);
    expect((await runCommand(hub, 'storefronts list'))[0]).toMatch(/\tDefault storefront$/);
    await expect(runCommand(hub, 'storefronts time-zone default Berlin')).rejects.toThrow(
      'timeZone: there is no time zone "Berlin"; did you mean Europe/Berlin?',
    );
    await expect(runCommand(hub, 'storefronts time-zone nowhere UTC')).rejects.toThrow(
      'there is no storefront "nowhere"',
    );
    await expect(runCommand(hub, 'storefronts time-zone default')).rejects.toThrow('give a storefront');
  });
});

describe('the rules of zones, which Node and PostgreSQL have each in a copy of their own', () => {
  const instants = ['2026-10-01T00:00Z', '2026-12-01T00:00Z'].map((text) => new Date(text));

  test('are told of where they differ, with the first instant', () => {
    const ours = ['2026-09-30 17:00', '2026-11-30 16:00'];
    const theirs = ['2026-09-30 17:00', '2026-11-30 17:00'];
    expect(describeDifference('America/Vancouver', { instants, ours, theirs })).toMatch(
      /^America\/Vancouver: at 2026-12-01T00:00:00.000Z clocks show 2026-11-30 16:00 by the rules of Node \(20\d\d\w\), .* and 2026-11-30 17:00 by those of PostgreSQL; one of the two is out of date$/,
    );
    expect(describeDifference('America/Vancouver', { instants, ours, theirs: ours })).toBeNull();
  });

  test('are compared for the zones in use; a name that PostgreSQL does not know is no difference', async () => {
    await call('storefronts.updateStorefront', { id: 1, timeZone: 'Australia/Lord_Howe' });
    // Both copies have known the years before for long.
    const past = { hubTimeZone: 'Europe/Berlin', now: new Date('2023-01-01T00:00Z') };
    expect(await findZoneDifferences(hub.deps.db, past)).toEqual([]);
    const dao = new StorefrontDao(hub.deps.db);
    expect(await dao.getClocks('Australia/Lord_Howe', instants)).toEqual([
      '2026-10-01 10:30',
      '2026-12-01 11:00',
    ]);
    expect(await dao.getClocks('Europe/Newtown', instants)).toBeNull();
    await call('storefronts.updateStorefront', { id: 1, timeZone: null });
  });

  test('never keep a hub from starting', async () => {
    await hub.deps.db.execute(sql`UPDATE storefronts SET time_zone = 'Europe/Newtown' WHERE id = 1`);
    const lines: string[] = [];
    const log = createLog('warn', { write: (line: string) => lines.push(line) });
    await createStorefronts({ ...hub.deps, log }).prepare();
    expect(lines.join('')).toContain('the rules of time zones could not be compared');
    await hub.deps.db.execute(sql`UPDATE storefronts SET time_zone = NULL WHERE id = 1`);
  });
});

describe('a person', () => {
  const session = async (headers: Record<string, string>) =>
    (await hub.app.inject({ method: 'GET', url: '/api/auth/get-session', headers })).json().user;

  test('reads times in the browser’s zone until they choose one; only their own setting changes', async () => {
    const person = await createPerson(hub, 'analyst');
    const mine = await signedIn(hub, person);
    expect((await call('account.getMe', {}, mine)).data.timeZone).toBeNull();
    expect(await session(mine)).toMatchObject({ email: person.email, timeZone: null });

    const { data } = await call('account.updateMe', { timeZone: 'asia/katmandu' }, mine);
    expect(data).toEqual((await call('account.getMe', {}, mine)).data);
    expect(data).toMatchObject({ id: person.id, email: person.email, timeZone: 'Asia/Kathmandu' });
    expect(await session(mine)).toMatchObject({ timeZone: 'Asia/Kathmandu' });
    expect(await lastLine('account.updateMe')).toEqual({
      actor_kind: 'person',
      subject_id: person.id,
      before: { timeZone: null },
      after: { timeZone: 'Asia/Kathmandu' },
    });
    expect((await call('account.getMe')).data.timeZone).toBeNull();
    expect((await call('team.listTeam')).text).not.toContain('Kathmandu');
    expect((await call('privacy.exportPerson', { id: person.id })).data.data.person).toEqual([
      expect.objectContaining({ time_zone: 'Asia/Kathmandu' }),
    ]);

    await call('account.updateMe', {}, mine);
    expect((await call('account.getMe', {}, mine)).data.timeZone).toBe('Asia/Kathmandu');
    await call('account.updateMe', { timeZone: null }, mine);
    expect((await session(mine)).timeZone).toBeNull();
    expect(await query(hub, sql`SELECT FROM audit_log WHERE action = 'account.updateMe'`)).toHaveLength(2);
  });

  test('who leaves the team takes the setting along', async () => {
    const person = await createPerson(hub, 'operator');
    await call('account.updateMe', { timeZone: 'Asia/Kathmandu' }, await signedIn(hub, person));
    await call('team.removePerson', { id: person.id });
    expect(await query(hub, sql`SELECT time_zone FROM auth_users WHERE id = ${person.id}`)).toEqual([
      { time_zone: null },
    ]);
  });

  test.each(NOT_A_ZONE)('is told what is wrong with %j', async (timeZone, problem) => {
    const answer = await call('account.updateMe', { timeZone });
    expect(answer.status).toBe(400);
    expect(answer.error.message).toContain(`timeZone: ${problem}`);
  });

  test('changes nobody else’s, no key does, and better-auth takes no zone past the contract', async () => {
    expect((await call('account.updateMe', { timeZone: 'UTC' }, asSecret)).status).toBe(403);
    expect((await call('account.updateMe', { id: 'x', timeZone: 'UTC' })).error.message).toContain('id');
    const { statusCode } = await hub.app.inject({
      method: 'POST',
      url: '/api/auth/sign-in/email',
      headers: { host: owner.host ?? '', origin: owner.origin ?? '' },
      payload: { ...OPERATOR, timeZone: 'Mars/Olympus' },
    });
    expect(statusCode).toBe(400);
  });
});
