import { randomUUID } from 'node:crypto';
import { postTransfers } from '@dreamteamhub/db/ledger';
import { type SlackSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { earn, move, partner } from '../ledger/money-in-hand.ts';
import { callTrpc, entryAt, uniqueEntries } from '../support/contract-entries.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, createPerson, OPERATOR, signedIn } from '../support/operator.ts';
import { asSecret, convert, count, query } from '../support/shop.ts';

let hub: TestHub;
let slack: SlackSink;
let owner: Record<string, string>;
beforeAll(async () => {
  slack = await startSlackSink();
  hub = await startTestHub({ env: { SLACK_WEBHOOK_URL: slack.url } });
  await createOperator(hub);
  owner = await signedIn(hub);
});
afterAll(async () => {
  await hub.stop();
  await slack.close();
});

/** Changes that leave no line, and what tells of them instead. */
const ELSEWHERE: Record<string, string> = {
  'orders.recordOrder': 'the order itself, which never changes',
  'inventory.updateStock': 'the stock ledger, which is append-only itself',
  'inventory.adjustStock': 'the stock ledger',
  'inventory.changeStock': 'the stock ledger',
  'imports.readImportFile': 'changes nothing',
  'imports.createImport': 'changes nothing before it is started; the import names who made it',
  'alerts.acknowledgeEpisodes': 'the alert’s own timeline',
  'alerts.snoozeEpisodes': 'the alert’s own timeline',
  'alerts.reopenEpisodes': 'the alert’s own timeline',
  'bulk.prepareProducts': 'changes nothing before it is applied',
  'bulk.prepareAffiliates': 'changes nothing before it is applied',
  'bulk.prepareConversions': 'changes nothing before it is applied',
  'commissions.checkRule': 'changes nothing',
  'commissions.preview': 'changes nothing',
  'commissions.getImpact': 'changes nothing',
  // Keys alone report it.
  'commissions.recordDispute': 'see the tests of disputes',
  'views.chooseView': 'what a list opens with for one person',
  'ops.testWebhook': 'changes nothing',
  'ops.testEmail': 'changes nothing',
  'ops.testEvents': 'changes nothing',
  'ops.testChannel': 'changes nothing but what is known of the channel’s health',
  'ops.scanNow': 'changes nothing that the next scan would not',
  // Tested with the rest of joining.
  'ops.createFirstOperator': 'is the first line of every hub',
  'team.acceptInvitation': 'see the test of invitations',
};

/** An input for every change, made when its turn comes. */
const steps: Record<string, () => Promise<unknown> | unknown> = {
  'affiliates.createAffiliate': () => ({ handle: 'audited', name: 'Audited' }),
  'affiliates.updateAffiliate': () => ({ id: 1, commissionBps: 1500 }),
  'affiliates.mergeAffiliate': async () => {
    const { data } = await call('affiliates.createAffiliate', { handle: 'merged', name: 'Merged' });
    return { id: data.id, intoId: 1 };
  },
  'affiliates.addCode': () => ({ id: 1, code: 'AUDITED' }),
  'affiliates.removeCode': () => ({ id: 1 }),
  'affiliates.approveConversion': async () => {
    for (const orderId of ['1', '2']) await convert(hub, { handle: 'audited', orderId, revenue: 10 });
    await convert(hub, { handle: 'audited', orderId: '3', revenue: 10 }, {});
    return { id: 1 };
  },
  'affiliates.markConversionPaid': () => ({ id: 1 }),
  'affiliates.voidConversion': () => ({ id: 2 }),
  'affiliates.verifyConversion': () => ({ id: 3 }),
  'affiliates.recordRefund': () => ({ orderId: '1', refundId: 're_1', amount: '1.00' }),
  'affiliates.joinRefund': async () => {
    await call('affiliates.recordRefund', { orderId: '#1', refundId: 're_2', amount: '1.00' });
    return { id: 2, conversionId: 1 };
  },
  'ledger.createAdjustment': () => ({ affiliateId: 1, amount: 1, reason: 'x' }),
  'ledger.decideAdjustment': () => ({ id: 1, decision: 'reject' }),
  'ledger.resolveSuspense': async () => {
    await hub.deps.db.transaction((tx) =>
      postTransfers(tx, [
        {
          ...{ storefrontId: 1, affiliateId: null, currency: 'USD', amount: '1.00', leg: 0 },
          ...{ debit: 'suspense', credit: 'cash.manual', cause: 'migrate', causeId: '1' },
        },
      ]),
    );
    const [row] = await query<{ id: number }>(
      hub,
      sql`SELECT id::integer FROM ledger_transfers WHERE cause = 'migrate'`,
    );
    return { transferId: row?.id, decision: 'notPaid' };
  },
  'payouts.answerBatch': async () => {
    const { id, items } = await submittedBatch();
    return { id, file: `reference,status\n${items[0]?.reference},pending` };
  },
  'ledger.setSecondPerson': () => ({ secondPerson: 'required', password: OPERATOR.password }),
  'payouts.createBatch': async () => ({ ...PAYING, affiliateIds: [await payee()] }),
  'payouts.approveBatch': async () => batchOf(await signedIn(hub, await createPerson(hub, 'operator'))),
  'payouts.submitBatch': () => approvedBatch(),
  'payouts.settleBatch': async () => {
    const batch = await approvedBatch();
    await call('payouts.submitBatch', batch);
    return batch;
  },
  'payouts.cancelBatch': () => batchOf(owner),
  'payouts.resolveMismatch': async () => {
    const batch = await approvedBatch();
    const { data } = await call('payouts.getBatch', batch);
    const items = [{ id: data.items[0].id, outcome: 'paid', amount: 1 }];
    expect((await call('payouts.settleBatch', { ...batch, items })).status).toBe(200);
    const listed = await call('payouts.listMismatches', {});
    return { id: listed.data.items[0].id, decision: 'shop' };
  },
  'payouts.createRequest': async () => ({ affiliateId: await payee() }),
  'payouts.rejectRequest': async () => {
    const { data } = await call('payouts.createRequest', { affiliateId: await payee() });
    return { id: data.id, reason: 'x' };
  },
  'payouts.setPayoutDetails': () => ({
    ...{ id: 1, method: 'paypal', email: 'ann@shop.example', password: OPERATOR.password },
  }),
  'payouts.setPayoutSettings': () => ({ minimum: 25, password: OPERATOR.password }),
  'payouts.closePeriods': async () => {
    await hub.owner.transaction(async (tx) => {
      await tx.execute(sql`ALTER TABLE ledger_transfers DISABLE TRIGGER USER`);
      await tx.execute(
        sql`UPDATE ledger_transfers SET posted_at = '2026-10-15Z' WHERE id = (SELECT min(id) FROM ledger_transfers)`,
      );
      await tx.execute(sql`ALTER TABLE ledger_transfers ENABLE TRIGGER USER`);
    });
    return { through: '2026-10' };
  },
  'commissions.createRule': () => ({
    name: 'Rule',
    affiliate: 'audited',
    sku: 'AUDIT',
    kind: 'percent',
    rateBps: 700,
  }),
  'commissions.endRule': async () => {
    const { data } = await call('commissions.createRule', { name: 'Rule', kind: 'percent', rateBps: 800 });
    return { id: data.id };
  },
  'commissions.createGroup': () => ({ name: 'Audited' }),
  'commissions.renameGroup': () => ({ id: 1, name: 'Renamed' }),
  'commissions.setGroup': () => ({ id: 1, group: 'renamed' }),
  'inventory.createProduct': () => ({ sku: 'AUDIT', name: 'Audited', stock: 3, threshold: 1 }),
  'inventory.updateProduct': () => ({ sku: 'AUDIT', threshold: 2, unitPrice: '9.99' }),
  'bulk.applyChange': () => bulkOf(randomUUID()),
  'bulk.undoChange': async () => {
    const change = await bulkOf(randomUUID());
    await call('bulk.applyChange', change);
    return change;
  },
  'views.createView': () => ({ list: 'products', name: 'Low', search: {}, columns: null }),
  'views.updateView': async () => ({ ...(await viewOf('To rename')), name: 'Renamed' }),
  'views.deleteView': () => viewOf('To delete'),
  'imports.startImport': () => importOf('sku,stock\nAUDIT,4'),
  'imports.cancelImport': () => importOf('sku,stock\nAUDIT,5'),
  'exports.createExport': () => ({ list: 'orders' }),
  'exports.cancelExport': async () => {
    const { data } = await call('exports.createExport', { list: 'products' });
    return { id: data.export.id };
  },
  'alerts.createMute': () => ({ kind: 'prefix', value: 'AUD', until: null }),
  'alerts.updateMute': async () => ({ id: await muteId(), until: '2099-01-01T00:00:00.000Z' }),
  'alerts.liftMute': async () => ({ id: await muteId() }),
  'alerts.redriveDeliveries': async () => {
    await hub.deps.db.execute(sql`
      INSERT INTO deliveries (id, channel, alert_id, content, status)
      VALUES (gen_random_uuid(), 'webhook', gen_random_uuid(), '{"kind":"alarm","message":"x"}', 'dead')`);
    return { channel: 'webhook' };
  },
  'account.endSession': async () => {
    await signedIn(hub);
    const [session] = await query<{ id: string }>(
      hub,
      sql`SELECT id FROM auth_sessions ORDER BY created_at DESC LIMIT 1`,
    );
    return session;
  },
  'account.endOtherSessions': async () => {
    await signedIn(hub);
    return {};
  },
  'account.updateMe': () => ({ timeZone: 'Europe/Berlin' }),
  'team.invitePerson': () => ({ email: 'guest@shop.example', role: 'analyst' }),
  'team.revokeInvitation': () => ({ id: 1 }),
  'team.changeRole': async () => ({ id: (await createPerson(hub, 'analyst')).id, role: 'operator' }),
  'team.removePerson': async () => ({ id: (await createPerson(hub, 'analyst')).id }),
  'team.signOutPerson': async () => ({ id: (await createPerson(hub, 'analyst')).id }),
  'storefronts.createStorefront': () => ({ slug: 'outlet', name: 'Outlet', currency: 'EUR' }),
  'storefronts.updateStorefront': () => ({ id: 1, allowedOrigins: ['https://shop.example'] }),
  'storefronts.issueKey': () => ({ storefront: 'outlet', kind: 'secret', name: 'x', scopes: ['ops:read'] }),
  'storefronts.rotateKey': () => lastKey(),
  'storefronts.revokeKey': () => lastKey(),
  'testEvents.removeTestEvents': () => ({}),
  'privacy.exportVisitor': () => ({ visitorId: 'vera' }),
  'privacy.eraseVisitor': () => ({ visitorId: 'vera' }),
  'privacy.exportAffiliate': () => ({ id: 1 }),
  'privacy.eraseAffiliate': async () => {
    const { data } = await call('affiliates.createAffiliate', { handle: 'gone', name: 'Gone' });
    return { id: data.id };
  },
  'privacy.exportPerson': async () => ({ id: (await createPerson(hub, 'analyst')).id }),
  'privacy.erasePerson': async () => ({ id: (await createPerson(hub, 'analyst')).id }),
};

const call = (path: string, input: unknown, headers = owner) =>
  callTrpc(hub, entryAt(path), { input, headers });

const PAYING = { rail: 'manual', currency: 'USD' };
let payees = 0;

/** An affiliate to whom 5.00 is payable. */
async function payee(): Promise<number> {
  const handle = `payee-${++payees}`;
  const { data } = await call('affiliates.createAffiliate', { handle, name: handle });
  await hub.deps.db.transaction((tx) =>
    postTransfers(tx, [
      {
        ...{ storefrontId: 1, affiliateId: data.id, currency: 'USD', amount: '5.00', leg: 0 },
        ...{ debit: 'adjustment', credit: 'payable', cause: 'adjust', causeId: handle },
      },
    ]),
  );
  return data.id;
}

async function batchOf(by: Record<string, string>): Promise<{ id: number }> {
  const { data } = await call('payouts.createBatch', { ...PAYING, affiliateIds: [await payee()] }, by);
  return { id: data.id };
}

async function approvedBatch(): Promise<{ id: number }> {
  const batch = await batchOf(await signedIn(hub, await createPerson(hub, 'operator')));
  await call('payouts.approveBatch', batch);
  return batch;
}

/** A batch that one person has drafted and another approved. */
async function submittedBatch(): Promise<{ id: number; items: { reference: string }[] }> {
  const affiliate = await partner(hub, 'paid-out');
  await move(hub, owner, await earn(hub, affiliate, '100'), 'approve');
  const drafter = await signedIn(hub, await createPerson(hub, 'operator'));
  const wish = { rail: 'manual', currency: 'USD', affiliateIds: [affiliate.id] };
  const { data: draft } = await call('payouts.createBatch', wish, drafter);
  await call('payouts.approveBatch', { id: draft.id });
  return (await call('payouts.submitBatch', { id: draft.id })).data;
}

async function muteId(): Promise<string> {
  const [mute] = await query<{ id: string }>(hub, sql`SELECT id FROM alert_mutes`);
  return mute?.id ?? '';
}

async function bulkOf(id: string) {
  const change = { set: 'thresholdBy', units: 1 };
  await call('bulk.prepareProducts', { id, filter: {}, asOf: '2099-01-01T00:00:00.000Z', change });
  return { id };
}

async function viewOf(name: string) {
  const { data } = await call('views.createView', { list: 'orders', name, search: {}, columns: null });
  return { id: data.id, version: 1 };
}

async function importOf(csv: string) {
  const { data } = await call('imports.createImport', { fileName: 'stock.csv', csv });
  return { id: data.id };
}

async function lastKey() {
  const [key] = await query<{ id: number }>(hub, sql`SELECT max(id) AS id FROM api_keys`);
  return { id: key?.id };
}

interface Line extends Record<string, unknown> {
  action: string;
  actor_kind: string;
  actor_id: string;
  request_id: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

const lines = () => query<Line>(hub, sql`SELECT * FROM audit_log ORDER BY id`);

const changes = uniqueEntries.filter(
  ({ prefix, entry }) => prefix === '/trpc/admin' && entry.kind === 'mutation',
);

test('every change has a step here, or a reason why not', () => {
  const covered = new Set([...Object.keys(steps), ...Object.keys(ELSEWHERE)]);
  expect(changes.map(({ path }) => path).filter((path) => !covered.has(path))).toEqual([]);
});

describe('a change leaves one line that says who, what and from where', () => {
  test.each(Object.entries(steps))('%s', async (path, inputOf) => {
    const input = await inputOf();
    const before = (await lines()).length;
    const { status, text } = await call(path, input);
    expect(status, text).toBe(200);
    const added = (await lines()).slice(before);
    const [me] = await query<{ id: string }>(
      hub,
      sql`SELECT id FROM auth_users WHERE email = ${OPERATOR.email}`,
    );
    expect(added).toEqual([expect.objectContaining({ actor_kind: 'person', actor_id: me?.id })]);
    // Ending a session is one action, whichever way.
    expect(added[0]?.action.replace('account.endSessions', path)).toBe(path);
    expect(added[0]?.request_id).toBeTruthy();
  });
});

test('a line holds what changed, before and after, and nothing else', async () => {
  const { rows } = await hub.deps.db.execute<Line>(
    sql`SELECT * FROM audit_log WHERE action = 'affiliates.updateAffiliate' ORDER BY id DESC LIMIT 1`,
  );
  expect(rows[0]).toMatchObject({ before: { commissionBps: null }, after: { commissionBps: 1500 } });
  const before = await count(hub, sql`FROM audit_log`);
  // What changes nothing leaves nothing.
  expect((await call('affiliates.updateAffiliate', { id: 1, commissionBps: 1500 })).status).toBe(200);
  expect((await call('affiliates.updateAffiliate', { id: 1 })).status).toBe(200);
  expect(await count(hub, sql`FROM audit_log`)).toBe(before);
});

test('a change that fails leaves no line, and a line that fails leaves no change', async () => {
  const before = await count(hub, sql`FROM audit_log`);
  expect((await call('affiliates.createAffiliate', { handle: 'audited', name: 'x' })).status).toBe(409);
  expect(await count(hub, sql`FROM audit_log`)).toBe(before);
  await hub.owner.execute(
    sql`ALTER TABLE audit_log ADD CONSTRAINT full_disk CHECK (subject_id <> 'X-1') NOT VALID`,
  );
  const product = { sku: 'X-1', name: 'x', stock: 1, threshold: 0 };
  expect((await call('inventory.createProduct', product)).status).toBe(500);
  expect(await count(hub, sql`FROM inventory_products WHERE sku = 'X-1'`)).toBe(0);
  await hub.owner.execute(sql`ALTER TABLE audit_log DROP CONSTRAINT full_disk`);
});

test.each([
  sql`UPDATE audit_log SET action = 'x'`,
  sql`UPDATE audit_log SET action = 'x' WHERE false`,
  sql`DELETE FROM audit_log`,
  sql`TRUNCATE audit_log`,
])('%#: the database refuses to change or drop a line', async (statement) => {
  for (const db of [hub.deps.db, hub.owner]) {
    await expect(db.execute(statement)).rejects.toMatchObject({ cause: { code: '42501' } });
  }
});

test('keys and the command line are named too', async () => {
  await hub.app.inject({
    method: 'POST',
    url: '/api/affiliates',
    headers: asSecret,
    payload: { handle: 'by-key', name: 'x' },
  });
  await hub.deps.services.storefronts.allowOrigin('default', 'https://cli.example', COMMAND_LINE);
  const { data } = await call('audit.listEntries', { limit: 2 });
  expect(data.items).toEqual([
    expect.objectContaining({
      actorKind: 'command_line',
      actorName: null,
      action: 'storefronts.updateStorefront',
    }),
    expect.objectContaining({
      actorKind: 'key',
      actorName: 'HUB_SECRET_KEY',
      action: 'affiliates.createAffiliate',
    }),
  ]);
});

describe('the list', () => {
  const list = async (filter: Record<string, unknown>) => (await call('audit.listEntries', filter)).data;

  test('goes page by page through all of it', async () => {
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: 4, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map(({ id }: { id: number }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual((await lines()).map(({ id }) => Number(id)).toReversed());
  });

  test('is narrowed by action, domain, subject, actor and time', async () => {
    const actionsOf = async (filter: Record<string, unknown>) =>
      new Set((await list(filter)).items.map(({ action }: { action: string }) => action));
    expect(await actionsOf({ action: 'storefronts.issueKey' })).toEqual(new Set(['storefronts.issueKey']));
    expect(await actionsOf({ action: 'inventory' })).toEqual(
      new Set(['inventory.createProduct', 'inventory.updateProduct']),
    );
    expect(await actionsOf({ subjectKind: 'product', subjectId: 'AUDIT' })).toEqual(
      new Set(['inventory.createProduct', 'inventory.updateProduct']),
    );
    expect(await actionsOf({ actorId: 'nobody' })).toEqual(new Set());
    expect(await actionsOf({ until: '2020-01-01T00:00:00.000Z' })).toEqual(new Set());
    expect((await list({ from: '2020-01-01T00:00:00.000Z', limit: 500 })).items).toHaveLength(
      (await lines()).length,
    );
  });
});
