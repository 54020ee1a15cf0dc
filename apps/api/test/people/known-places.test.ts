import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { callTrpc, entryAt } from '../support/contract-entries.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { cookieHeader, createPerson, HUB_HOST, HUB_ORIGIN, postAuth, signIn } from '../support/operator.ts';
import { count, query } from '../support/shop.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

type Person = Awaited<ReturnType<typeof createPerson>>;

const HOME = '192.0.2.10';
const ELSEWHERE = '198.51.100.10';

const status = async (person: Person, ip: string, cookie?: string, password = person.password) =>
  (await signIn(hub, { ...person, password }, cookie === undefined ? {} : { cookie }, ip)).statusCode;

/** Signs in and returns the cookie of the device, by name and value. */
async function deviceOf(person: Person, ip = HOME, cookie?: string): Promise<string> {
  const response = await signIn(hub, person, cookie === undefined ? {} : { cookie }, ip);
  expect(response.statusCode).toBe(200);
  const device = response.cookies.filter(({ name }) => name.includes('.known_'));
  expect(device).toHaveLength(1);
  return cookieHeader({ cookies: device });
}

let strangers = 0;
/** As many wrong passwords as the account's limit lets through, each from a network of its own. */
async function attack({ email }: { email: string }) {
  strangers += 1;
  const ip = `100.64.${strangers}.7`;
  expect((await signIn(hub, { email, password: 'not the password' }, {}, ip)).statusCode).toBe(401);
  // One stands for fifty: to hash as many passwords would tell nothing more.
  await hub.deps.db.execute(sql`
    UPDATE auth_rate_limits SET count = 50 WHERE key LIKE 'passwordsElsewhere:%' AND count = 1`);
}

test('what strangers fail at does not keep the owner out on a device or in a network of theirs', async () => {
  const person = await createPerson(hub, 'owner');
  const device = await deviceOf(person);
  await attack(person);
  const blocked = await signIn(hub, person, {}, ELSEWHERE);
  expect(blocked.statusCode).toBe(429);
  expect(Number(blocked.headers['retry-after'])).toBeGreaterThan(60);
  expect(blocked.json().error.message).toContain('ask for a new password');
  // The device in another network, and another device in the network, by another address of it.
  expect(await status(person, ELSEWHERE, device)).toBe(200);
  expect(await status(person, '192.0.2.99')).toBe(200);
});

test('the same answer meets whoever tries an account that does not exist', async () => {
  const email = 'nobody-here@shop.example';
  await attack({ email });
  const blocked = await signIn(hub, { email, password: 'not the password' }, {}, ELSEWHERE);
  expect(blocked.statusCode).toBe(429);
  expect(blocked.json().error.message).toContain('ask for a new password');
});

test('a device is known for its person alone, and its cookie gives no rights', async () => {
  const [person, colleague] = [await createPerson(hub, 'owner'), await createPerson(hub, 'owner')];
  const device = await deviceOf(colleague, ELSEWHERE);
  await deviceOf(person);
  await attack(person);
  expect(await status(person, '203.0.113.9', device)).toBe(429);
  // Under the name that the cookie of the other person has.
  const mine = await deviceOf(person);
  const renamed = `${mine.split('=')[0]}=${device.split('=')[1]}`;
  expect(await status(person, '203.0.113.9', renamed)).toBe(429);
  const headers = { host: HUB_HOST, origin: HUB_ORIGIN, cookie: mine };
  expect((await callTrpc(hub, entryAt('account.getMe'), { headers })).status).toBe(401);
  expect(await status(person, '203.0.113.9', mine, 'not the password')).toBe(401);
});

test('people who share a browser are both known on it', async () => {
  const [person, colleague] = [await createPerson(hub, 'owner'), await createPerson(hub, 'owner')];
  const first = await deviceOf(person);
  const both = `${first}; ${await deviceOf(colleague, HOME, first)}`;
  await attack(person);
  await attack(colleague);
  expect(await status(person, ELSEWHERE, both)).toBe(200);
  expect(await status(colleague, ELSEWHERE, both)).toBe(200);
});

test('a cookie that somebody else put there does not become a known device', async () => {
  const person = await createPerson(hub, 'owner');
  const name = (await deviceOf(person)).split('=')[0];
  const planted = `${name}=${'p'.repeat(43)}`;
  expect(await deviceOf(person, HOME, planted)).not.toContain('ppp');
  await attack(person);
  expect(await status(person, ELSEWHERE, planted)).toBe(429);
});

test('the cookie is out of reach of scripts and other sites, and the database has only its hash', async () => {
  const person = await createPerson(hub, 'owner');
  const response = await signIn(hub, person);
  const device = response.cookies.find(({ name }) => name.includes('.known_'));
  expect(device).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/api/auth', maxAge: 180 * 86_400 });
  const stored = JSON.stringify(await query(hub, sql`SELECT * FROM known_places`));
  expect(stored).not.toContain(device?.value);
  const secure = await startTestHub({ env: { PUBLIC_URL: 'https://hub.example' } });
  try {
    const someone = await createPerson(secure, 'owner');
    const { cookies } = await signIn(secure, someone, { origin: 'https://hub.example' });
    expect(cookies.map(({ name, secure }) => [name.startsWith('__Secure-'), secure])).toEqual([
      [true, true],
      [true, true],
    ]);
  } finally {
    await secure.stop();
  }
});

test('a known device has a limit of its own, and what fails there is none of the others’ business', async () => {
  const person = await createPerson(hub, 'owner');
  const device = await deviceOf(person);
  const statuses: number[] = [];
  for (let index = 0; index < 21; index++) {
    statuses.push(await status(person, ELSEWHERE, device, 'not the password'));
  }
  expect(statuses).toEqual([...Array.from({ length: 20 }, () => 401), 429]);
  expect(await status(person, ELSEWHERE, device)).toBe(429);
  expect(await status(person, '203.0.113.50')).toBe(200);
});

test('strangers in a known network do not keep out the device', async () => {
  const person = await createPerson(hub, 'owner');
  const device = await deviceOf(person);
  for (let index = 0; index < 5; index++) await status(person, HOME, undefined, 'not the password');
  expect(await status(person, HOME)).toBe(429);
  expect(await status(person, HOME, device)).toBe(200);
});

test('a network is forgotten 90 days after the last sign-in there, a device after 180', async () => {
  const person = await createPerson(hub, 'owner');
  const device = await deviceOf(person);
  const age = (days: number) =>
    hub.deps.db.execute(sql`
      UPDATE known_places SET last_sign_in_at = now() - make_interval(days => ${days}::integer)
      WHERE user_id = ${person.id}`);
  await attack(person);
  await age(91);
  expect(await status(person, HOME)).toBe(429);
  await age(181);
  expect(await status(person, HOME, device)).toBe(429);
  await hub.deps.domains.people.signIn.places.forgetOld();
  expect(await count(hub, sql`FROM known_places WHERE user_id = ${person.id}`)).toBe(0);
});

test('of each kind the latest twenty places are kept', async () => {
  const person = await createPerson(hub, 'owner');
  const { places } = hub.deps.domains.people.signIn;
  for (let index = 0; index < 25; index++) {
    await places.remember(person.id, { cookie: undefined, ip: `192.0.${index}.1` });
  }
  expect(await count(hub, sql`FROM known_places WHERE user_id = ${person.id} AND kind = 'device'`)).toBe(20);
  expect(await places.find({ userId: person.id }, { cookie: undefined, ip: '192.0.24.9' })).toMatchObject({
    network: '192.0.24.0',
  });
  expect(await places.find({ userId: person.id }, { cookie: undefined, ip: '192.0.0.9' })).toMatchObject({
    network: null,
  });
});

test('a new password makes the hub forget all places but that of whoever set it', async () => {
  const person = await createPerson(hub, 'owner');
  const thief = await deviceOf(person, '203.0.113.66');
  const response = await signIn(hub, person, {}, HOME);
  const form = { currentPassword: person.password, newPassword: 'seven lamps on a grey pier' };
  const changed = await postAuth(hub, 'change-password', form, { cookie: cookieHeader(response) }, HOME);
  expect(changed.statusCode).toBe(200);
  const mine = cookieHeader({ cookies: changed.cookies.filter(({ name }) => name.includes('.known_')) });
  await attack(person);
  expect(await status(person, '203.0.113.66', thief, form.newPassword)).toBe(429);
  expect(await status(person, ELSEWHERE, mine, form.newPassword)).toBe(200);
});

test('whoever is kept out everywhere comes in by a link for a new password', async () => {
  const person = await createPerson(hub, 'owner');
  await attack(person);
  expect(await status(person, ELSEWHERE)).toBe(429);
  const token = await hub.deps.services.people.issueResetToken(person.email, COMMAND_LINE);
  const form = { token, newPassword: 'nine otters under one bridge' };
  expect((await postAuth(hub, 'reset-password', form, {}, ELSEWHERE)).statusCode).toBe(200);
  expect(await status(person, ELSEWHERE, undefined, form.newPassword)).toBe(200);
});

test('an owner’s sign-in takes back its own attempt, and gives strangers no new start', async () => {
  const person = await createPerson(hub, 'owner');
  await attack(person);
  // One attempt is left, which the owner makes somewhere new, and has again for it was right.
  await hub.deps.db.execute(sql`UPDATE auth_rate_limits SET count = 49 WHERE count = 50`);
  expect(await status(person, ELSEWHERE)).toBe(200);
  expect(await status(person, '203.0.113.91', undefined, 'not the password')).toBe(401);
  expect(await status(person, '203.0.113.92', undefined, 'not the password')).toBe(429);
});

test('windows end, whatever comes in between', async () => {
  const person = await createPerson(hub, 'owner');
  await deviceOf(person);
  await attack(person);
  const began = () =>
    query<{ began: string }>(
      hub,
      sql`SELECT max(last_request)::text AS began FROM auth_rate_limits WHERE key LIKE 'passwordsElsewhere:%'`,
    );
  const before = await began();
  for (let index = 0; index < 3; index++) expect(await status(person, `203.0.${index}.5`)).toBe(429);
  expect(await began()).toEqual(before);
  await hub.deps.db.execute(sql`UPDATE auth_rate_limits SET last_request = last_request - 15 * 60 * 1000`);
  expect(await status(person, '203.0.113.5')).toBe(200);
});

test('a page that asks a hundred times a minute who is signed in is answered, and counted nowhere', async () => {
  const person = await createPerson(hub, 'analyst');
  const headers = { host: HUB_HOST, cookie: cookieHeader(await signIn(hub, person)) };
  const before = await query(hub, sql`SELECT key, count FROM auth_rate_limits ORDER BY key`);
  for (let index = 0; index < 150; index++) {
    const response = await hub.app.inject({ url: '/api/auth/get-session', headers });
    expect([response.statusCode, response.json().user.email]).toEqual([200, person.email]);
  }
  expect(await query(hub, sql`SELECT key, count FROM auth_rate_limits ORDER BY key`)).toEqual(before);
});

test('counters that no window needs go at night', async () => {
  await signIn(hub, { email: 'old@shop.example', password: 'x' }, {}, '203.0.113.200');
  await hub.deps.db.execute(
    sql`UPDATE auth_rate_limits SET last_request = last_request - 25 * 3600 * 1000::bigint`,
  );
  await hub.deps.domains.people.signIn.limits.forgetOld();
  expect(await count(hub, sql`FROM auth_rate_limits`)).toBe(0);
});
