import { startMailSink } from '@dreamteamhub/notifiers/test';
import type { AdminInputs, AdminOutputs } from '@dreamteamhub/sdk/admin';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callTrpc, entryAt } from '../support/contract-entries.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, createPerson, OPERATOR, signedIn, signIn } from '../support/operator.ts';
import { query } from '../support/shop.ts';

let hub: TestHub;
let mail: Awaited<ReturnType<typeof startMailSink>>;
let owner: Record<string, string>;
beforeAll(async () => {
  mail = await startMailSink();
  hub = await startTestHub({
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

const as = (headers: Record<string, string>) => ({
  call: (path: string, input: unknown = {}) => callTrpc(hub, entryAt(path), { input, headers }),
});
const anybody = as({});

async function invite(input: AdminInputs['team']['invitePerson']) {
  const { status, data } = await as(owner).call('team.invitePerson', input);
  expect(status).toBe(200);
  const { link, ...rest } = data as AdminOutputs['team']['invitePerson'];
  return { ...rest, link, token: new URL(link).searchParams.get('token') ?? '' };
}

const accept = (token: string, password = 'four herons crossed the bay') =>
  anybody.call('team.acceptInvitation', { token, name: 'Ines', password });

describe('an invitation', () => {
  test('lets one person in, with the role it says, and is mailed', async () => {
    const { invitation, link, token, mailed } = await invite({ email: 'Ines@shop.example', role: 'analyst' });
    expect(invitation).toMatchObject({
      email: 'ines@shop.example',
      role: 'analyst',
      invitedBy: OPERATOR.email,
    });
    expect(link).toMatch(/^http:\/\/hub\.example\/join\?token=/);
    expect(mailed).toBe(true);
    expect(mail.messages.at(-1)?.text).toContain(token);
    expect(JSON.stringify(await query(hub, sql`SELECT * FROM invitations`))).not.toContain(token);

    const shown = await anybody.call('team.getInvitation', { token });
    expect(shown.data).toMatchObject({ email: 'ines@shop.example', role: 'analyst' });
    const statuses = await Promise.all(Array.from({ length: 8 }, async () => (await accept(token)).status));
    expect(statuses.toSorted()).toEqual([200, 404, 404, 404, 404, 404, 404, 404]);
    const ines = await signedIn(hub, { email: 'ines@shop.example', password: 'four herons crossed the bay' });
    expect((await as(ines).call('account.getMe')).data).toMatchObject({ name: 'Ines', role: 'analyst' });
    expect((await anybody.call('team.getInvitation', { token })).status).toBe(404);
    expect(
      (await as(owner).call('team.invitePerson', { email: 'ines@shop.example', role: 'owner' })).status,
    ).toBe(409);
  });

  test('is closed by revoking it, by a newer one for the same address, and after a week', async () => {
    const first = await invite({ email: 'noor@shop.example', role: 'operator' });
    const second = await invite({ email: 'noor@shop.example', role: 'operator' });
    expect((await accept(first.token)).status).toBe(404);
    await as(owner).call('team.revokeInvitation', { id: second.invitation.id });
    expect((await accept(second.token)).status).toBe(404);
    expect((await as(owner).call('team.revokeInvitation', { id: second.invitation.id })).status).toBe(404);
    const third = await invite({ email: 'noor@shop.example', role: 'operator' });
    await hub.deps.db.execute(
      sql`UPDATE invitations SET expires_at = now() WHERE id = ${third.invitation.id}`,
    );
    expect((await accept(third.token)).status).toBe(404);
    const { data } = await as(owner).call('team.listTeam');
    expect(data.invitations).toEqual([]);
  });

  test.each(['password1234', 'qwertyuiop12', 'aaaaaaaaaaaa', 'finn@shop.example', 'dreamteamhub'])(
    'is not accepted with the password %s',
    async (password) => {
      const { token } = await invite({ email: 'finn@shop.example', role: 'operator' });
      const refused = await accept(token, password);
      expect(refused.status).toBe(400);
      expect(refused.error.message).toContain('password: is easy to guess');
    },
  );

  test('takes no role from whoever accepts it', async () => {
    const { token } = await invite({ email: 'mallory@shop.example', role: 'analyst' });
    const form = { token, name: 'Mallory', password: 'four herons crossed the bay', role: 'owner' };
    const refused = await anybody.call('team.acceptInvitation', form);
    expect(refused.status).toBe(400);
    expect(refused.error.message).toContain('role: is not a known field');
  });
});

describe('people', () => {
  test('who are removed are out at once, and can be invited again', async () => {
    const person = await createPerson(hub, 'operator');
    const headers = await signedIn(hub, person);
    expect((await as(headers).call('ops.getOverview')).status).toBe(200);
    expect((await as(owner).call('team.removePerson', { id: person.id })).status).toBe(200);
    expect((await as(headers).call('ops.getOverview')).status).toBe(401);
    expect((await signIn(hub, person)).statusCode).toBe(401);
    const { token } = await invite({ email: person.email, role: 'analyst' });
    expect((await accept(token)).status).toBe(200);
    const { data } = await as(owner).call('team.listTeam');
    expect(data.people).toContainEqual(expect.objectContaining({ id: person.id, role: 'analyst' }));
  });

  test('do with the next request what their new role lets them', async () => {
    const person = await createPerson(hub, 'analyst');
    const headers = await signedIn(hub, person);
    const create = () => as(headers).call('affiliates.createAffiliate', { handle: person.id, name: 'x' });
    expect((await create()).status).toBe(403);
    await as(owner).call('team.changeRole', { id: person.id, role: 'operator' });
    expect((await create()).status).toBe(200);
    expect(
      (await as(headers).call('team.invitePerson', { email: 'x@y.example', role: 'owner' })).status,
    ).toBe(403);
    expect((await as(headers).call('team.changeRole', { id: person.id, role: 'owner' })).status).toBe(403);
  });

  test('who are signed out by an owner have to sign in again', async () => {
    const person = await createPerson(hub, 'operator');
    const [one, other] = [await signedIn(hub, person), await signedIn(hub, person)];
    expect((await as(owner).call('team.signOutPerson', { id: person.id })).data).toEqual({ ended: 2 });
    for (const headers of [one, other]) expect((await as(headers).call('account.getMe')).status).toBe(401);
  });

  test('always have an owner among them, also when two step down at once', async () => {
    const { data: me } = await as(owner).call('account.getMe');
    const stepDown = (id: string) => as(owner).call('team.changeRole', { id, role: 'analyst' });
    expect((await stepDown(me.id)).status).toBe(409);
    expect((await as(owner).call('team.removePerson', { id: me.id })).status).toBe(409);
    const second = await createPerson(hub, 'owner');
    const { people } = hub.deps.services;
    const caller = { kind: 'person', id: me.id, requestId: null, network: null, storefrontId: null } as const;
    const outcomes = await Promise.allSettled(
      [me.id, second.id].map((id) => people.changeRole({ id, role: 'analyst' }, caller)),
    );
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const owners = await query(
      hub,
      sql`SELECT id FROM auth_users WHERE role = 'owner' AND removed_at IS NULL`,
    );
    expect(owners).toHaveLength(1);
  });
});
