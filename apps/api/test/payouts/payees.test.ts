import { startMailSink } from '@dreamteamhub/notifiers/test';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callTrpc, entryAt } from '../support/contract-entries.ts';
import { everythingStored } from '../support/everything.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, createPerson, OPERATOR, signedIn } from '../support/operator.ts';
import { newAffiliate, query } from '../support/shop.ts';

const IBAN = 'DE89 3704 0044 0532 0130 00';
const OTHER = 'GB82 WEST 1234 5698 7654 32';
const HOUR = 3_600_000;

let hub: TestHub;
let owner: Record<string, string>;
let mail: Awaited<ReturnType<typeof startMailSink>>;
const log: string[] = [];
beforeAll(async () => {
  mail = await startMailSink();
  hub = await startTestHub({
    works: true,
    onLog: (line) => log.push(line),
    env: {
      SMTP_HOST: mail.host,
      SMTP_PORT: String(mail.port),
      MAIL_FROM: 'hub@shop.example',
      EMAIL_TO: 'ops@shop.example',
    },
  });
  await createOperator(hub);
  owner = await signedIn(hub);
});
afterAll(async () => {
  await hub.stop();
  await mail.close();
});

const url = (id: number) => `/api/affiliates/${id}/payout-details`;
const get = async (id: number) => (await call(hub, { method: 'GET', url: url(id), headers: owner })).body;
const set = (id: number, body: Record<string, unknown>, headers = owner) =>
  call(hub, { method: 'PUT', url: url(id), headers, body: { password: OPERATOR.password, ...body } });
const bank = (iban: string) => ({ method: 'bank', holder: 'Ann Example', iban });
const paypal = (email: string) => ({ method: 'paypal', email });
const partner = async (handle: string) => (await newAffiliate(hub, handle)).id;

/** The mails that come once a step is done until each of these addresses has one, by addressee. */
async function mailsOf(addresses: string[], step: () => Promise<unknown>): Promise<Record<string, string>> {
  const before = mail.messages.length;
  await step();
  const fresh = () =>
    mail.messages
      .slice(before)
      .map(({ to, subject, text }) => ({ to: String(to), text: `${subject}\n${text}` }));
  await expect
    .poll(() => addresses.filter((address) => !fresh().some(({ to }) => to === address)), { timeout: 20_000 })
    .toEqual([]);
  return Object.fromEntries(fresh().map(({ to, text }) => [to, text]));
}

test('the first details are usable at once, and what is shown is the end of the number', async () => {
  const id = await partner('first');
  expect(await get(id)).toMatchObject({ affiliateId: id, method: null, hint: null, onHold: false });
  const { status, body } = await set(id, { ...bank(IBAN), bic: 'cobadeffxxx' });
  expect([status, body]).toEqual([
    200,
    {
      ...{
        affiliateId: id,
        method: 'bank',
        hint: '…3000',
        holder: 'Ann Example',
        inSepa: true,
        onHold: false,
      },
      ...{ usableFrom: expect.any(String), changedAt: expect.any(String), changedBy: OPERATOR.email },
    },
  ]);
  expect(await get(id)).toEqual(body);
  expect(JSON.stringify(body)).not.toMatch(/DE89|370400/);
});

test('a change waits 72 hours, the same details again do not, and a change back does', async () => {
  const id = await partner('held');
  await set(id, bank(IBAN));
  const { body: changed } = await set(id, bank(OTHER));
  expect(changed).toMatchObject({ hint: '…5432', onHold: true });
  const wait = Date.parse(changed.usableFrom) - Date.parse(changed.changedAt);
  expect(wait).toBe(72 * HOUR);
  expect((await set(id, bank(OTHER.toLowerCase().replaceAll(' ', '')))).body).toEqual(changed);
  const back = (await set(id, bank(IBAN))).body;
  expect(Date.parse(back.usableFrom)).toBeGreaterThan(Date.parse(changed.usableFrom));
  // Another holder is another account.
  expect((await set(id, { ...bank(IBAN), holder: 'Mallory' })).body.onHold).toBe(true);
});

test('the old PayPal address is told, and the new one', async () => {
  const id = await partner('mailed');
  await mailsOf(['ann@example.com'], () => set(id, paypal(' Ann@Example.COM ')));
  const mails = await mailsOf(['ann@example.com', 'new@example.com'], () =>
    set(id, paypal('new@example.com')),
  );
  expect(mails['ann@example.com']).toMatch(/has changed[\s\S]*n…@example\.com[\s\S]*If you did not ask/);
  expect(mails['ann@example.com']).not.toContain('new@example.com');
  expect(mails['new@example.com']).not.toContain('ann@example.com');
});

test('of an account number, which has no address, those are told who may change money', async () => {
  const analyst = await createPerson(hub, 'analyst');
  const operator = await createPerson(hub, 'operator');
  const id = await partner('numbered');
  await set(id, bank(IBAN));
  const mails = await mailsOf([OPERATOR.email, operator.email], () => set(id, bank(OTHER)));
  expect(mails[operator.email]).toMatch(/numbered[\s\S]*…3000[\s\S]*…5432/);
  expect(Object.keys(mails)).not.toContain(analyst.email);
  expect(mails[operator.email]).not.toMatch(/DE89|WEST/);
});

describe('refused, with the name of the field', () => {
  test.each([
    [{ ...bank('DE88 3704 0044 0532 0130 00') }, 'iban: has a wrong check digit'],
    [{ ...bank('DE89 3704 0044') }, 'iban: has 12 characters, and one of DE has 22'],
    [{ ...bank('ZZ89 3704 0044') }, 'iban: begins with ZZ'],
    [{ method: 'bank', holder: 'Ann' }, 'iban: must not be empty'],
    [{ method: 'bank', iban: IBAN }, 'holder: is required'],
    [{ ...bank(IBAN), holder: '\u200B' }, 'holder: '],
    [{ ...bank(IBAN), bic: 'COBA' }, 'bic: has 4 characters'],
    [{ ...bank(IBAN), email: 'a@b.example' }, 'email: is not of the method "bank"'],
    [paypal('nobody'), 'email: is no mail address'],
    [paypal('a@b@c.example'), 'email: is no mail address'],
    [{ method: 'paypal' }, 'email: is required'],
    [{ method: 'other' }, 'note: is required'],
    [{ ...bank(IBAN), password: 'wrong' }, 'password: is not your password'],
  ])('%j', async (body, message) => {
    const id = await partner(`refused-${Math.random()}`);
    const answer = await set(id, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain(message);
    expect(await get(id)).toMatchObject({ method: null });
  });

  test('an affiliate that there is not, and a person who only looks', async () => {
    expect((await set(99_999, bank(IBAN))).status).toBe(404);
    const analyst = await createPerson(hub, 'analyst');
    const id = await partner('looked-at');
    const headers = await signedIn(hub, analyst);
    expect((await set(id, { ...bank(IBAN), password: analyst.password }, headers)).status).toBe(403);
    expect((await call(hub, { method: 'GET', url: url(id), headers })).status).toBe(403);
  });
});

test('a BIC with the branch of the head office is the one without', async () => {
  const id = await partner('branch');
  expect((await set(id, { ...bank(IBAN), bic: 'COBADEFF' })).body.onHold).toBe(false);
  expect((await set(id, { ...bank(IBAN), bic: 'COBADEFFXXX' })).body.onHold).toBe(false);
  expect((await set(id, { ...bank(IBAN), bic: 'COBADEFF370' })).body.onHold).toBe(true);
});

test('of two changes at once both are told of, and the hold is that of the later', async () => {
  const id = await partner('raced');
  await set(id, paypal('zero@example.com'));
  const addresses = ['zero@example.com', 'one@example.com', 'two@example.com'];
  // The first change tells the address before it, and the second that of the first.
  await mailsOf(addresses, () => Promise.all(addresses.slice(1).map((address) => set(id, paypal(address)))));
  const [row] = await query<{ version: number; held: boolean }>(
    hub,
    sql`SELECT version, usable_from = changed_at + interval '72 hours' AS held FROM payout_details WHERE affiliate_id = ${id}`,
  );
  expect(row).toEqual({ version: 3, held: true });
});

test('of first entries at once one is the first, and all others are changes', async () => {
  const id = await partner('stampede');
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, n) => set(id, { method: 'other', note: `In cash, ${n}` })),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
  expect(answers.filter(({ body }) => !body.onHold)).toHaveLength(1);
});

test('details are in the clear nowhere: not in tables, jobs, the audit log or the log', async () => {
  const id = await partner('secret');
  await set(id, { ...bank('FR14 2004 1010 0505 0001 3M02 606'), holder: 'Hidden Holder' });
  await mailsOf(['hidden@example.com'], async () => {
    await set(id, paypal('hidden@example.com'));
    await set(id, { method: 'other', note: 'Under the hidden mat' });
  });
  const everywhere = (await everythingStored(hub)) + log.join('\n');
  expect(everywhere).not.toMatch(/FR1420041010050500013M02606|Hidden Holder|hidden@example|hidden mat/);
  const audit = await query<{ before: unknown; after: unknown }>(
    hub,
    sql`SELECT before, after FROM audit_log WHERE action = 'payouts.setPayoutDetails' AND subject_id = ${String(id)} ORDER BY id`,
  );
  expect(audit).toMatchObject([
    { before: null, after: { method: 'bank', hint: '…2606' } },
    { before: { method: 'bank', hint: '…2606' }, after: { method: 'paypal', hint: 'h…@example.com' } },
    { before: { hint: 'h…@example.com' }, after: { method: 'other', hint: 'as noted' } },
  ]);
});

test('sealed for one affiliate, details do not open for another', async () => {
  const [ann, eve] = [await partner('swap-ann'), await partner('swap-eve')];
  await set(ann, bank(IBAN));
  await set(eve, bank(OTHER));
  await hub.owner.execute(sql`
    UPDATE payout_details SET sealed = (SELECT sealed FROM payout_details WHERE affiliate_id = ${eve}) WHERE affiliate_id = ${ann}`);
  expect(await get(ann)).toMatchObject({ holder: null, hint: '…3000' });
  const payees = await hub.deps.services.payees.getUsable(hub.deps.db, [ann, eve, 99_999]);
  expect([...payees.keys()].sort()).toEqual([ann, eve].sort());
  expect(() => payees.get(ann)?.open()).toThrow('a sealed secret was changed, or belongs elsewhere');
  expect(payees.get(eve)?.open()).toEqual({
    ...{ method: 'bank', holder: 'Ann Example', iban: 'GB82WEST12345698765432', bic: null },
  });
});

test('a partner’s export has them, and erasing the partner removes them', async () => {
  const id = await partner('erased');
  await set(id, bank(IBAN));
  const ask = (path: string) => callTrpc(hub, entryAt(path), { input: { id }, headers: owner });
  const read = async () => (await ask('privacy.exportAffiliate')).data;
  expect((await read()).data.payoutDetails).toEqual([
    { method: 'bank', holder: 'Ann Example', iban: 'DE89370400440532013000', bic: null },
  ]);
  expect((await ask('privacy.eraseAffiliate')).status).toBe(200);
  expect(await get(id)).toMatchObject({ method: null, hint: null });
  expect((await read()).data.payoutDetails).toEqual([]);
});
