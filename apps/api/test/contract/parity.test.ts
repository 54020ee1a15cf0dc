import { type Posting, postTransfers } from '@dreamteamhub/db/ledger';
import { type SlackSink, startMailSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callRest, callTrpc, entryAt, restEntries } from '../support/contract-entries.ts';
import { BROWSER, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, OPERATOR, signedIn } from '../support/operator.ts';
import { asSecret, asVisitor, issueKey } from '../support/shop.ts';

/**
 * The same steps on two hubs, one through REST, one through tRPC: ids come out equal, and so must the answers.
 * `refused` steps compare errors.
 */
interface Step {
  path: string;
  input?: (seen: Seen) => Record<string, unknown>;
  as?: 'secret' | 'visitor' | 'operator' | 'test';
  refused?: true;
}

/** What later steps name, which differs between the hubs. */
type Seen = {
  pixelId: string;
  importId: string;
  exportId: string;
  episodeId: string;
  deliveryId: string;
  muteId: string;
  viewId: string;
  payoutReference: string;
};

let slack: SlackSink;
let mail: Awaited<ReturnType<typeof startMailSink>>;
let hubs: { rest: TestHub; trpc: TestHub };

beforeAll(async () => {
  [slack, mail] = await Promise.all([startSlackSink(), startMailSink()]);
  const env = {
    EVENTS_WEBHOOK_URL: slack.url,
    EVENTS_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32).toString('base64')}`,
  };
  hubs = { rest: await startTestHub({ env }), trpc: await startTestHub({ env }) };
  // No entry sets an amount aside: an update of the hub does.
  for (const hub of [hubs.rest, hubs.trpc]) {
    await hub.deps.db.transaction((tx) => postTransfers(tx, [SET_ASIDE]));
    // Nor does one post in a month that is over.
    await hub.owner.execute(sql`
      WITH partner AS (
        INSERT INTO affiliates (id, storefront_id, handle, name, pixel_id) OVERRIDING SYSTEM VALUE
        VALUES (900, 1, 'earlier', 'Earlier', 'px-earlier') RETURNING id),
      period AS (
        INSERT INTO payout_periods (storefront_id, currency, number, starts_at, ends_at, closed_by, statement_count, hash)
        VALUES (1, 'USD', 1, '2026-09-01Z', '2026-10-01Z', 'nobody', 1, repeat('a', 64)) RETURNING id)
      INSERT INTO payout_statements (period_id, affiliate_id, opening, earned, reversed, adjusted, paid, closing, pending, payable, held,
                                     in_payout, hash)
      SELECT period.id, partner.id, 0, 5, 0, 0, 0, 5, 5, 0, 0, 0, repeat('b', 64) FROM partner, period`);
  }
});
afterAll(async () => {
  await Promise.all([hubs.rest.stop(), hubs.trpc.stop(), slack.close(), mail.close()]);
});

const NOBODYS_ID = '0190163d-8694-739b-aea5-966c26f8ad99';

// biome-ignore lint/suspicious/noExplicitAny: answers of any shape.
const NOTICED: Record<string, [keyof Seen, (answer: any) => string]> = {
  'affiliates.createAffiliate': ['pixelId', (answer) => answer.pixelId],
  'imports.createImport': ['importId', (answer) => answer.id],
  'exports.createExport': ['exportId', (answer) => answer.export.id],
  'views.createView': ['viewId', (answer) => answer.id],
  'alerts.listEpisodes': ['episodeId', ([episode]) => episode.id],
  'alerts.createMute': ['muteId', (answer) => answer.id],
  'payouts.createBatch': ['payoutReference', (answer) => answer.items[0].reference],
  'alerts.listDeliveries': ['deliveryId', ([delivery]) => delivery.id],
};

/** After two of a conversion that is marked as paid. */
const BATCH = 3;
const ITEM = 3;

/** Orders are numbered from here. */
const FIRST_ORDER_ID = 2_147_483_648;

const BULK_IDS = {
  products: '0190163d-8694-739b-aea5-966c26f8ad01',
  affiliates: '0190163d-8694-739b-aea5-966c26f8ad02',
  conversions: '0190163d-8694-739b-aea5-966c26f8ad03',
};

const SET_ASIDE: Posting = {
  ...{ storefrontId: 1, affiliateId: null, currency: 'USD', debit: 'suspense', credit: 'cash.manual' },
  ...{ amount: '1.00', cause: 'migrate', causeId: '1', leg: 0 },
};

/** With a beginning and an end, so that a second one is in its way. */
const A_RULE = {
  ...{ name: 'Spring', sku: 'W 1', kind: 'percent', rateBps: 700 },
  ...{ from: '2099-01-01T00:00:00.000Z', to: '2099-02-01T00:00:00.000Z' },
};

const AN_OPEN_RULE = { ...A_RULE, name: 'Open', sku: undefined, productId: 'P', to: undefined };

const steps: Step[] = [
  // Before there are any: how events came in is noted a moment later.
  { path: 'inspector.listEvents', input: () => ({ kind: 'click', minutes: 5, limit: 2 }) },
  {
    path: 'affiliates.createAffiliate',
    input: () => ({ handle: 'tech-blog', name: 'Tech Blog', commissionBps: 500 }),
  },
  { path: 'affiliates.createAffiliate', input: () => ({ handle: 'tech-blog', name: 'X' }), refused: true },
  { path: 'affiliates.createAffiliate', input: () => ({ handle: 'bad handle', nam: 'X' }), refused: true },
  {
    path: 'tracking.recordClick',
    as: 'visitor',
    input: ({ pixelId }) => ({ pixelId, landingPage: '/x', subId: 'summer' }),
  },
  { path: 'tracking.recordClick', as: 'visitor', input: ({ pixelId }) => ({ pixelId }) },
  { path: 'tracking.recordClick', as: 'visitor', input: () => ({ pixelId: 'no-such-pixel' }), refused: true },
  {
    path: 'tracking.recordClicks',
    input: ({ pixelId }) => ({
      events: [{ pixelId, visitorId: 'ben' }, { pixelId: 7 }, { pixelId: 'nobody' }],
    }),
  },
  { path: 'tracking.recordClicks', as: 'visitor', input: () => ({ events: [{}] }), refused: true },
  { path: 'tracking.recordClicks', input: () => ({ events: 'none' }), refused: true },
  {
    path: 'tracking.recordConversion',
    input: ({ pixelId }) => ({ pixelId, orderId: 'ORD-1', revenue: 99.99 }),
  },
  {
    path: 'tracking.recordConversion',
    as: 'visitor',
    input: () => ({ handle: 'tech-blog', orderId: 'ORD-2', revenue: '10.00' }),
  },
  {
    path: 'tracking.recordConversion',
    input: ({ pixelId }) => ({ pixelId, orderId: 'ORD-1', revenue: 1 }),
    refused: true,
  },
  {
    path: 'tracking.recordConversion',
    input: ({ pixelId }) => ({ pixelId, orderId: 'ORD-3', revenue: 1.005 }),
    refused: true,
  },
  { path: 'affiliates.addCode', input: () => ({ id: 1, code: 'Save10' }) },
  { path: 'affiliates.addCode', input: () => ({ id: 1, code: ' ' }), refused: true },
  { path: 'affiliates.listCodes', input: () => ({ id: 1 }) },
  { path: 'affiliates.listClicks', input: () => ({ id: 1, counted: 'yes', dimension: 'device' }) },
  { path: 'affiliates.listClicks', input: () => ({ id: 1, value: 'mobile' }), refused: true },
  {
    path: 'orders.recordOrder',
    input: () => ({
      orderId: 'ORD-4',
      couponCodes: ['SAVE10'],
      lines: [{ lineId: '1', quantity: 1, net: '10.00' }],
    }),
  },
  { path: 'orders.recordOrder', input: () => ({ orderId: 'ORD-4', revenue: 1 }), refused: true },
  { path: 'orders.listOrders', input: () => ({ search: 'ORD' }) },
  { path: 'orders.listOrders', input: () => ({ orderId: ' ORD-4' }) },
  { path: 'orders.getOrder', input: () => ({ id: FIRST_ORDER_ID }) },
  { path: 'orders.getOrder', input: () => ({ id: 7 }), refused: true },
  { path: 'affiliates.removeCode', input: () => ({ id: 1 }) },
  { path: 'affiliates.approveConversion', as: 'operator', input: () => ({ id: 1 }) },
  { path: 'affiliates.markConversionPaid', as: 'operator', input: () => ({ id: 1 }) },
  { path: 'affiliates.verifyConversion', as: 'operator', input: () => ({ id: 2 }) },
  { path: 'affiliates.voidConversion', as: 'operator', input: () => ({ id: 2 }) },
  { path: 'affiliates.voidConversion', as: 'operator', input: () => ({ id: 1 }), refused: true },
  { path: 'affiliates.voidConversion', as: 'operator', input: () => ({ id: 77 }), refused: true },
  { path: 'affiliates.recordRefund', input: () => ({ orderId: 'ORD-1', refundId: 're_1', amount: 9.99 }) },
  { path: 'affiliates.recordRefund', input: () => ({ orderId: 'ORD-1', refundId: 're_1', amount: '9.99' }) },
  { path: 'affiliates.recordRefund', input: () => ({ orderId: 'ORD-1', refundId: 're_1' }), refused: true },
  { path: 'affiliates.recordRefund', input: () => ({ orderId: 'ORD-1', amount: 1 }), refused: true },
  { path: 'affiliates.recordRefund', input: () => ({ orderId: '#ORD-1', refundId: 're_2', amount: 1 }) },
  { path: 'affiliates.listUnmatchedRefunds', input: () => ({ limit: 5 }) },
  { path: 'affiliates.joinRefund', as: 'operator', input: () => ({ id: 2, conversionId: 1 }) },
  {
    path: 'affiliates.joinRefund',
    as: 'operator',
    input: () => ({ id: 2, conversionId: 1 }),
    refused: true,
  },
  { path: 'commissions.createGroup', as: 'operator', input: () => ({ name: 'Reviewers' }) },
  { path: 'commissions.createGroup', as: 'operator', input: () => ({ name: 'REVIEWERS' }), refused: true },
  { path: 'commissions.renameGroup', as: 'operator', input: () => ({ id: 1, name: 'Bloggers' }) },
  { path: 'commissions.renameGroup', as: 'operator', input: () => ({ id: 9, name: 'X' }), refused: true },
  { path: 'commissions.setGroup', as: 'operator', input: () => ({ id: 1, group: 'bloggers' }) },
  { path: 'commissions.setGroup', as: 'operator', input: () => ({ id: 1, group: 'none' }), refused: true },
  { path: 'commissions.listGroups', as: 'operator' },
  { path: 'commissions.getGroup', as: 'operator', input: () => ({ id: 1 }) },
  { path: 'commissions.getGroup', as: 'operator', input: () => ({ id: 9 }), refused: true },
  { path: 'commissions.checkRule', as: 'operator', input: () => A_RULE },
  { path: 'commissions.checkRule', as: 'operator', input: () => ({ ...A_RULE, group: 'x' }), refused: true },
  { path: 'commissions.createRule', as: 'operator', input: () => A_RULE },
  { path: 'commissions.createRule', as: 'operator', input: () => A_RULE, refused: true },
  {
    path: 'commissions.createRule',
    as: 'operator',
    input: () => ({ ...A_RULE, rateBps: 10_001 }),
    refused: true,
  },
  { path: 'commissions.listRules', as: 'operator', input: () => ({ affiliateId: 1 }) },
  { path: 'commissions.getRule', as: 'operator', input: () => ({ id: 1 }) },
  { path: 'commissions.getRule', as: 'operator', input: () => ({ id: 99 }), refused: true },
  { path: 'commissions.createRule', as: 'operator', input: () => AN_OPEN_RULE },
  { path: 'commissions.endRule', as: 'operator', input: () => ({ id: 3, to: '2099-06-01T00:00:00.000Z' }) },
  {
    path: 'commissions.endRule',
    as: 'operator',
    input: () => ({ id: 2, to: '2099-03-01T00:00:00.000Z' }),
    refused: true,
  },
  { path: 'commissions.getAffiliateTerms', as: 'operator', input: () => ({ id: 1 }) },
  { path: 'commissions.getAffiliateTerms', as: 'operator', input: () => ({ id: 99 }), refused: true },
  {
    path: 'commissions.preview',
    as: 'operator',
    input: () => ({ order: { affiliate: 'tech-blog', revenue: '10.00' } }),
  },
  {
    path: 'commissions.preview',
    as: 'operator',
    input: () => ({ order: { affiliate: 'nobody', revenue: '10.00' } }),
    refused: true,
  },
  {
    path: 'commissions.getImpact',
    as: 'operator',
    input: () => ({ rule: A_RULE, from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' }),
  },
  {
    path: 'commissions.getImpact',
    as: 'operator',
    input: () => ({ rule: A_RULE, from: '2026-02-01T00:00:00.000Z', to: '2026-01-01T00:00:00.000Z' }),
    refused: true,
  },
  { path: 'commissions.listCommissions', input: () => ({ limit: 1 }) },
  { path: 'commissions.listCommissions', input: () => ({ state: 'nowhere' }), refused: true },
  { path: 'commissions.getCommissions', input: () => ({ id: 1 }) },
  { path: 'commissions.getCommissions', input: () => ({ id: 77 }), refused: true },
  {
    path: 'commissions.recordDispute',
    input: () => ({ orderId: 'ORD-4', disputeId: 'dp_1', amount: '1.00', state: 'opened' }),
  },
  {
    path: 'commissions.recordDispute',
    input: () => ({ orderId: 'ORD-4', disputeId: 'dp_1', amount: '2.00', state: 'opened' }),
    refused: true,
  },
  { path: 'affiliates.listConversions', input: () => ({ limit: 1 }) },
  { path: 'ledger.getBalance', input: () => ({ id: 1 }) },
  { path: 'ledger.getBalance', input: () => ({ id: 99 }), refused: true },
  { path: 'ledger.getOwed' },
  { path: 'ledger.getOwed', input: () => ({ storefront: 'nowhere' }), refused: true },
  { path: 'ledger.listAccounts', input: () => ({ from: '2026-01-01T00:00:00.000Z' }) },
  { path: 'ledger.listTransfers', input: () => ({ affiliateId: 1, limit: 2 }) },
  { path: 'ledger.listTransfers', input: () => ({ affiliateId: 99 }), refused: true },
  {
    path: 'ledger.createAdjustment',
    as: 'operator',
    input: () => ({ affiliateId: 1, amount: 5, reason: 'a gift' }),
  },
  {
    path: 'ledger.createAdjustment',
    as: 'operator',
    input: () => ({ affiliateId: 1, amount: 0 }),
    refused: true,
  },
  {
    path: 'ledger.createAdjustment',
    input: () => ({ affiliateId: 1, amount: 5, reason: 'x' }),
    refused: true,
  },
  {
    path: 'ledger.decideAdjustment',
    as: 'operator',
    input: () => ({ id: 1, decision: 'approve' }),
    refused: true,
  },
  { path: 'ledger.getSecondPerson', as: 'operator' },
  {
    path: 'ledger.setSecondPerson',
    as: 'operator',
    input: () => ({ secondPerson: 'alone', password: OPERATOR.password }),
  },
  {
    path: 'ledger.setSecondPerson',
    as: 'operator',
    input: () => ({ secondPerson: 'alone', password: 'x' }),
    refused: true,
  },
  { path: 'payouts.getPayoutDetails', as: 'operator', input: () => ({ id: 1 }) },
  { path: 'payouts.getPayoutDetails', as: 'operator', input: () => ({ id: 99 }), refused: true },
  {
    path: 'payouts.setPayoutDetails',
    as: 'operator',
    input: () => ({ id: 1, method: 'paypal', email: 'ann@shop.example', password: OPERATOR.password }),
  },
  {
    path: 'payouts.setPayoutDetails',
    as: 'operator',
    input: () => ({ id: 1, method: 'bank', holder: 'Ann', iban: 'DE00', password: OPERATOR.password }),
    refused: true,
  },
  {
    path: 'payouts.setPayoutSettings',
    as: 'operator',
    input: () => ({ minimum: 25, reference: 'Shop {batch}', password: OPERATOR.password }),
  },
  {
    path: 'payouts.setPayoutSettings',
    as: 'operator',
    input: () => ({ minimum: '1.005', password: OPERATOR.password }),
    refused: true,
  },
  { path: 'payouts.getPayoutSettings', as: 'operator' },
  { path: 'payouts.getPayoutSettings', as: 'operator', input: () => ({ storefront: 'no' }), refused: true },
  { path: 'payouts.closePeriods', as: 'operator', input: () => ({ through: '2999-01' }), refused: true },
  { path: 'payouts.closePeriods', as: 'operator', input: () => ({ through: '2026-10' }) },
  { path: 'payouts.listPeriods', input: () => ({ limit: 1 }) },
  { path: 'payouts.listPeriods', input: () => ({ storefront: 'nowhere' }), refused: true },
  { path: 'payouts.getPeriod', input: () => ({ id: 1 }) },
  { path: 'payouts.getPeriod', input: () => ({ id: 99 }), refused: true },
  { path: 'payouts.listStatements', input: () => ({ affiliateId: 900, withTotal: true }) },
  { path: 'payouts.listStatements', input: () => ({ affiliateId: 99 }), refused: true },
  { path: 'payouts.getStatement', input: () => ({ periodId: 1, affiliateId: 900 }) },
  { path: 'payouts.getStatement', input: () => ({ periodId: 1, affiliateId: 1 }), refused: true },
  { path: 'ledger.decideAdjustment', as: 'operator', input: () => ({ id: 1, decision: 'approve' }) },
  {
    path: 'ledger.createAdjustment',
    as: 'operator',
    input: () => ({ affiliateId: 1, amount: 50, reason: 'another gift' }),
  },
  { path: 'ledger.decideAdjustment', as: 'operator', input: () => ({ id: 2, decision: 'approve' }) },
  // Drafted before somebody was alone, and changed since.
  { path: 'affiliates.markConversionPaid', as: 'operator', input: () => ({ id: 1 }), refused: true },
  { path: 'payouts.cancelBatch', as: 'operator', input: () => ({ id: 1 }) },
  { path: 'payouts.cancelBatch', as: 'operator', input: () => ({ id: 1 }), refused: true },
  { path: 'affiliates.markConversionPaid', as: 'operator', input: () => ({ id: 1 }) },
  { path: 'payouts.getDue' },
  { path: 'payouts.getDue', input: () => ({ storefront: 'nowhere' }), refused: true },
  { path: 'payouts.createRequest', as: 'operator', input: () => ({ affiliateId: 1, amount: 5 }) },
  { path: 'payouts.createRequest', as: 'operator', input: () => ({ affiliateId: 1 }), refused: true },
  { path: 'payouts.listRequests', input: () => ({ affiliateId: 1 }) },
  { path: 'payouts.listRequests', input: () => ({ affiliateId: 99 }), refused: true },
  { path: 'payouts.rejectRequest', as: 'operator', input: () => ({ id: 1, reason: 'later' }) },
  { path: 'payouts.rejectRequest', as: 'operator', input: () => ({ id: 1, reason: 'x' }), refused: true },
  {
    path: 'payouts.createBatch',
    as: 'operator',
    input: () => ({ rail: 'manual', currency: 'USD', minimum: 1, dryRun: true }),
  },
  { path: 'payouts.createBatch', as: 'operator', input: () => ({ rail: 'manual', currency: 'USD' }) },
  {
    path: 'payouts.createBatch',
    as: 'operator',
    input: () => ({ rail: 'manual', currency: 'USD' }),
    refused: true,
  },
  { path: 'payouts.submitBatch', as: 'operator', input: () => ({ id: BATCH }), refused: true },
  { path: 'payouts.approveBatch', as: 'operator', input: () => ({ id: BATCH }) },
  { path: 'payouts.approveBatch', as: 'operator', input: () => ({ id: BATCH }), refused: true },
  { path: 'payouts.submitBatch', as: 'operator', input: () => ({ id: BATCH }) },
  {
    path: 'payouts.answerBatch',
    as: 'operator',
    input: ({ payoutReference }) => ({
      id: BATCH,
      file: `reference,status\n${payoutReference},pending\nX,paid`,
    }),
  },
  {
    path: 'payouts.answerBatch',
    as: 'operator',
    input: () => ({ id: BATCH, file: 'reference,status\nX,paid' }),
    refused: true,
  },
  { path: 'payouts.listItems', input: () => ({ batchId: BATCH }) },
  {
    path: 'payouts.settleBatch',
    as: 'operator',
    input: () => ({ id: BATCH, items: [{ id: 999, outcome: 'paid' }] }),
    refused: true,
  },
  {
    path: 'payouts.settleBatch',
    as: 'operator',
    input: () => ({
      id: BATCH,
      items: [{ id: ITEM, outcome: 'paid', amount: '1.00' }],
    }),
  },
  { path: 'payouts.listMismatches', input: () => ({ state: 'open' }) },
  { path: 'payouts.resolveMismatch', as: 'operator', input: () => ({ id: 1, decision: 'shop' }) },
  {
    path: 'payouts.resolveMismatch',
    as: 'operator',
    input: () => ({ id: 1, decision: 'shop' }),
    refused: true,
  },
  { path: 'payouts.getBatch', input: () => ({ id: BATCH }) },
  { path: 'payouts.getBatch', input: () => ({ id: BATCH, withItems: false }) },
  { path: 'payouts.getBatch', input: () => ({ id: 99 }), refused: true },
  { path: 'payouts.listBatches', input: () => ({ limit: 1, state: 'settled' }) },
  { path: 'payouts.listBatches', input: () => ({ storefront: 'nowhere' }), refused: true },
  { path: 'payouts.getItem', input: () => ({ id: ITEM }) },
  { path: 'payouts.getItem', input: () => ({ id: 99 }), refused: true },
  { path: 'ledger.listAdjustments', input: () => ({ affiliateId: 1 }) },
  { path: 'ledger.listSuspense' },
  { path: 'ledger.resolveSuspense', as: 'operator', input: () => ({ transferId: 1, decision: 'paid' }) },
  {
    path: 'ledger.resolveSuspense',
    as: 'operator',
    input: () => ({ transferId: 1, decision: 'paid' }),
    refused: true,
  },
  { path: 'affiliates.updateAffiliate', input: () => ({ id: 1, status: 'paused', commissionBps: null }) },
  { path: 'affiliates.updateAffiliate', input: () => ({ id: 99, name: 'X' }), refused: true },
  { path: 'affiliates.getAffiliate', input: () => ({ id: 1 }) },
  { path: 'affiliates.getAffiliate', input: () => ({ id: 99 }), refused: true },
  { path: 'affiliates.listAlikeHandles' },
  { path: 'affiliates.createAffiliate', input: () => ({ handle: 'merged', name: 'M' }) },
  { path: 'affiliates.mergeAffiliate', input: () => ({ id: 3, intoId: 1 }) },
  { path: 'affiliates.mergeAffiliate', input: () => ({ id: 1, intoId: 1 }), refused: true },
  { path: 'refusals.listRefusedEvents', input: () => ({ kind: 'link' }) },
  { path: 'inspector.listEvents', input: () => ({ cursor: 'nowhere' }), refused: true },
  { path: 'inspector.getEvent', input: () => ({ id: 'click-1' }) },
  { path: 'inspector.getEvent', input: () => ({ id: 'click-999' }), refused: true },
  { path: 'affiliates.listAffiliates', input: () => ({ search: 'tech', limit: 5 }) },
  {
    path: 'inventory.createProduct',
    input: () => ({ sku: 'W 1', name: 'Widget', stock: 30, threshold: 20, unitPrice: 49.9 }),
  },
  { path: 'inventory.updateStock', input: () => ({ sku: 'W 1', stock: 25, expectedStock: 30 }) },
  {
    path: 'inventory.updateStock',
    input: () => ({ sku: 'W 1', stock: 25, expectedStock: 30 }),
    refused: true,
  },
  { path: 'inventory.adjustStock', input: () => ({ sku: 'W 1', quantityDelta: -7, reason: 'sale' }) },
  {
    path: 'inventory.adjustStock',
    input: () => ({ sku: 'W 1', quantityDelta: -70, reason: 'sale' }),
    refused: true,
  },
  {
    path: 'inventory.changeStock',
    input: () => ({
      allOrNothing: false,
      idempotencyKey: 'sync-1',
      lines: [
        { sku: 'W 1', quantityDelta: 3, reason: 'return', reference: 'ORD-9' },
        { sku: 'W 1', quantityDelta: -3, reason: 'damaged', note: 'fell' },
        { sku: 'NOBODY', stock: 1 },
      ],
    }),
  },
  {
    path: 'inventory.changeStock',
    input: () => ({ lines: [{ sku: 'NOBODY', stock: 1 }] }),
    refused: true,
  },
  { path: 'inventory.getProduct', input: () => ({ sku: 'W 1' }) },
  { path: 'inventory.getProduct', input: () => ({ sku: 'nothing' }), refused: true },
  { path: 'inventory.listSuppliers' },
  { path: 'inventory.updateProduct', input: () => ({ sku: 'W 1', threshold: 25, supplier: 'WidgetCo' }) },
  { path: 'inventory.listProducts', input: () => ({ lowStockOnly: true }) },
  { path: 'inventory.listEvents', input: () => ({ sku: 'W 1', limit: 2 }) },
  {
    path: 'imports.readImportFile',
    input: () => ({ fileName: 'stock.csv', file: 'c2t1LHN0b2NrClcgMSw4Cg==', encoding: 'windows-1252' }),
  },
  { path: 'imports.readImportFile', input: () => ({ fileName: 'x', csv: 'a', file: 'YQ==' }), refused: true },
  { path: 'imports.createImport', input: () => ({ fileName: 'stock.csv', csv: 'sku,stock\nW 1,8\nX,1' }) },
  { path: 'imports.createImport', input: () => ({ fileName: 'empty.csv', csv: 'sku' }), refused: true },
  { path: 'imports.getImport', input: ({ importId: id }) => ({ id }) },
  { path: 'imports.getImport', input: () => ({ id: NOBODYS_ID }), refused: true },
  { path: 'imports.listImports' },
  {
    path: 'imports.listImports',
    input: () => ({ sort: 'fileName', order: 'asc', limit: 1, withTotal: true }),
  },
  { path: 'imports.listImportLines', input: ({ importId: id }) => ({ id, limit: 1 }) },
  { path: 'imports.startImport', input: ({ importId: id }) => ({ id }) },
  { path: 'imports.cancelImport', input: ({ importId: id }) => ({ id }) },
  { path: 'imports.startImport', input: ({ importId: id }) => ({ id }), refused: true },
  {
    path: 'exports.createExport',
    as: 'operator',
    input: () => ({ list: 'orders', query: { search: 'ORD' } }),
  },
  {
    path: 'exports.createExport',
    as: 'operator',
    input: () => ({ list: 'orders', query: { n: 1 } }),
    refused: true,
  },
  { path: 'exports.createExport', input: () => ({ list: 'orders' }), refused: true },
  { path: 'exports.listExports', as: 'operator' },
  { path: 'exports.getExport', as: 'operator', input: ({ exportId: id }) => ({ id }) },
  { path: 'exports.getExport', as: 'operator', input: () => ({ id: NOBODYS_ID }), refused: true },
  { path: 'exports.cancelExport', as: 'operator', input: ({ exportId: id }) => ({ id }) },
  { path: 'alerts.listEpisodes', input: () => ({ status: 'open', limit: 5 }) },
  { path: 'alerts.countEpisodes' },
  {
    path: 'bulk.prepareProducts',
    as: 'operator',
    input: () => ({ id: BULK_IDS.products, ids: [1, 77], change: { set: 'thresholdBy', units: 1 } }),
  },
  { path: 'bulk.prepareProducts', as: 'operator', input: () => ({ id: BULK_IDS.products }), refused: true },
  { path: 'bulk.applyChange', as: 'operator', input: () => ({ id: BULK_IDS.products }) },
  { path: 'bulk.undoChange', as: 'operator', input: () => ({ id: BULK_IDS.products }) },
  { path: 'bulk.applyChange', as: 'operator', input: () => ({ id: BULK_IDS.products }), refused: true },
  { path: 'bulk.getChange', as: 'operator', input: () => ({ id: BULK_IDS.products }) },
  {
    path: 'bulk.prepareAffiliates',
    as: 'operator',
    input: () => ({ id: BULK_IDS.affiliates, ids: [1], change: { set: 'commission', toBps: 500 } }),
  },
  {
    path: 'bulk.prepareConversions',
    as: 'operator',
    input: () => ({ id: BULK_IDS.conversions, ids: [1], change: { step: 'approve' } }),
  },
  { path: 'bulk.undoChange', as: 'operator', input: () => ({ id: BULK_IDS.conversions }), refused: true },
  { path: 'bulk.getChange', as: 'operator', input: () => ({ id: NOBODYS_ID }), refused: true },
  { path: 'bulk.listChanges', as: 'operator', input: () => ({ kind: 'products', limit: 5 }) },
  {
    path: 'views.createView',
    as: 'operator',
    input: () => ({ list: 'products', name: 'Low', search: { low: 'yes' }, columns: null }),
  },
  {
    path: 'views.createView',
    as: 'operator',
    input: () => ({ list: 'products', name: 'low', search: {}, columns: null }),
    refused: true,
  },
  {
    path: 'views.updateView',
    as: 'operator',
    input: ({ viewId: id }) => ({ id, version: 1, name: 'Low stock' }),
  },
  { path: 'views.chooseView', as: 'operator', input: ({ viewId }) => ({ list: 'products', viewId }) },
  { path: 'views.listViews', as: 'operator', input: () => ({ list: 'products' }) },
  {
    path: 'views.deleteView',
    as: 'operator',
    input: ({ viewId: id }) => ({ id, version: 1 }),
    refused: true,
  },
  { path: 'views.deleteView', as: 'operator', input: ({ viewId: id }) => ({ id, version: 2 }) },
  { path: 'alerts.acknowledgeEpisodes', input: ({ episodeId }) => ({ ids: [episodeId], note: 'ordered' }) },
  {
    path: 'alerts.snoozeEpisodes',
    input: ({ episodeId }) => ({ ids: [episodeId], until: new Date(Date.now() + 60_000).toISOString() }),
  },
  {
    path: 'alerts.snoozeEpisodes',
    input: ({ episodeId }) => ({ ids: [episodeId], until: '2020-01-01T00:00:00.000Z' }),
    refused: true,
  },
  { path: 'alerts.reopenEpisodes', input: ({ episodeId }) => ({ ids: [episodeId] }) },
  { path: 'alerts.getEpisode', input: ({ episodeId: id }) => ({ id }) },
  { path: 'alerts.getEpisode', input: () => ({ id: NOBODYS_ID }), refused: true },
  {
    path: 'alerts.createMute',
    input: () => ({ kind: 'prefix', value: 'w', until: '2099-01-01T00:00:00.000Z', note: 'Out of season' }),
  },
  { path: 'alerts.createMute', input: () => ({ kind: 'sku', value: 'NOBODY', until: null }), refused: true },
  { path: 'alerts.listMutes', input: () => ({ match: 'W' }) },
  { path: 'alerts.previewMute', input: () => ({ kind: 'prefix', value: 'w' }) },
  { path: 'alerts.updateMute', input: ({ muteId: id }) => ({ id, until: null }) },
  {
    path: 'alerts.updateMute',
    input: ({ muteId: id }) => ({ id, note: null, expected: { note: 'another' } }),
    refused: true,
  },
  { path: 'alerts.liftMute', input: ({ muteId: id }) => ({ id, expectedUntil: null }) },
  { path: 'alerts.liftMute', input: ({ muteId: id }) => ({ id }), refused: true },
  { path: 'alerts.listDeliveries', input: () => ({ status: 'pending' }) },
  { path: 'alerts.listDeliveries', input: () => ({ order: 'asc', withTotal: true, limit: 1 }) },
  { path: 'alerts.getDelivery', input: ({ deliveryId: id }) => ({ id }) },
  { path: 'alerts.getDelivery', input: () => ({ id: NOBODYS_ID }), refused: true },
  { path: 'alerts.redriveDeliveries', input: () => ({ channel: 'events' }) },
  { path: 'alerts.redriveDeliveries', input: () => ({ channel: 'email' }), refused: true },
  { path: 'ops.scanNow' },
  { path: 'ops.getOverview' },
  { path: 'ops.getAlerting' },
  { path: 'ops.testWebhook', input: () => ({ webhookUrl: slack.url }) },
  {
    path: 'ops.testEmail',
    input: () => ({
      smtpHost: mail.host,
      smtpPort: mail.port,
      emailFrom: 'ops@shop.example',
      emailTo: 'admin@shop.example',
    }),
  },
  { path: 'ops.testChannel', input: () => ({ channel: 'webhook' }), refused: true },
  { path: 'analytics.resolveRange', input: () => ({ preset: 'lastMonth', zone: 'Asia/Kathmandu' }) },
  { path: 'analytics.resolveRange', input: () => ({ from: '2026-10-25' }), refused: true },
  { path: 'analytics.getSummary', input: () => ({ preset: 'yesterday', zone: 'Asia/Kathmandu' }) },
  { path: 'analytics.getSummary', input: () => ({ preset: 'today', from: '2026-10-25' }), refused: true },
  {
    path: 'analytics.getTimeSeries',
    input: () => ({ metric: 'revenue', from: '2026-10-24', to: '2026-10-26', zone: 'Europe/Berlin' }),
  },
  {
    path: 'analytics.getTimeSeries',
    input: () => ({ metric: 'clicks', from: '2016-01-01', to: '2026-01-01', grain: 'hour' }),
    refused: true,
  },
  { path: 'analytics.getBreakdown', input: () => ({ preset: 'yesterday', dimension: 'device' }) },
  { path: 'analytics.getFunnel', input: () => ({ preset: 'yesterday', affiliateId: 1 }) },
  { path: 'analytics.getFunnel', input: () => ({ affiliateId: 99 }), refused: true },
  { path: 'analytics.listTopAffiliates', input: () => ({ preset: 'yesterday', metric: 'clicks' }) },
  { path: 'analytics.getStockHistory', input: () => ({ sku: 'W 1', preset: 'yesterday' }) },
  { path: 'analytics.getStockHistory', input: () => ({ sku: 'nothing' }), refused: true },
  { path: 'analytics.getToday' },
  { path: 'ops.testEvents' },
  { path: 'ops.testChannel', input: () => ({ channel: 'events' }) },
  { path: 'tracking.recordClick', as: 'test', input: ({ pixelId }) => ({ pixelId, visitorId: 'eve' }) },
  {
    path: 'tracking.recordConversion',
    as: 'test',
    input: () => ({ handle: 'tech-blog', orderId: 'ORD-1', revenue: 10 }),
  },
  { path: 'affiliates.recordRefund', as: 'test', input: () => ({ orderId: 'ORD-1', refundId: 're_1' }) },
  { path: 'inventory.updateStock', as: 'test', input: () => ({ sku: 'W 1', stock: 7 }) },
  { path: 'testEvents.listTestEvents', as: 'test', input: () => ({ outcome: 'recorded' }) },
  { path: 'testEvents.listTestEvents', input: () => ({ storefront: 'nowhere' }), refused: true },
  { path: 'testEvents.removeTestEvents', as: 'test' },
  // After the lists: refused events are written, with ids of their own, a moment later.
  {
    path: 'tracking.recordConversion',
    as: 'test',
    input: () => ({ handle: 'nobody', orderId: 'ORD-1', revenue: 10 }),
    refused: true,
  },
  {
    path: 'inventory.adjustStock',
    as: 'test',
    input: () => ({ sku: 'W 1', quantityDelta: -101, reason: 'sale' }),
    refused: true,
  },
  { path: 'affiliates.listAffiliates', as: 'test', refused: true },
  { path: 'ops.testWebhook', input: () => ({ webhookUrl: 'ftp://x' }), refused: true },
];

/** What differs between two hubs that did the same: instants, the clock in names of files, random ids, and the door, noted later. */
function comparable(value: unknown): unknown {
  const text = JSON.stringify(value, (name, own: unknown) => (name === 'door' ? '<door>' : own))
    .replace(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"<instant>"')
    // What names payments to others has chance in it.
    .replace(/"(?:P[A-Z\d]{15}|HUB\d+-\d+-[A-Z\d]{10})"/g, '"<reference>"')
    .replace(/-\d{4}-\d\d-\d\d-\d{4}-/g, '-<clock>-')
    .replace(/\b(?:P[A-Z2-9]{15}|(?<=HUB\d+-\d+-)[A-Z2-9]{10})\b/g, '<chance>')
    .replace(/"[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}"/g, '"<uuid>"');
  return JSON.parse(text);
}

test('every REST row has a step that succeeds', () => {
  const covered = new Set(steps.filter(({ refused }) => refused !== true).map(({ path }) => path));
  expect(restEntries.map(({ path }) => path).filter((path) => !covered.has(path))).toEqual([]);
});

test('REST and tRPC answer the same, step by step', async () => {
  await Promise.all([createOperator(hubs.rest), createOperator(hubs.trpc)]);
  const operators = { rest: await signedIn(hubs.rest), trpc: await signedIn(hubs.trpc) };
  const testKeys = {
    rest: (await issueKey(hubs.rest, 'secret', { isTest: true })).key,
    trpc: (await issueKey(hubs.trpc, 'secret', { isTest: true })).key,
  };
  const nothing: Seen = {
    ...{ pixelId: '', importId: '', exportId: '', episodeId: '', deliveryId: '' },
    ...{ muteId: '', viewId: '', payoutReference: '' },
  };
  const seen = { rest: { ...nothing }, trpc: { ...nothing } };
  const headersOf = (step: Step, face: 'rest' | 'trpc') =>
    step.as === 'operator'
      ? operators[face]
      : step.as === 'visitor'
        ? asVisitor
        : step.as === 'test'
          ? { authorization: `Bearer ${testKeys[face]}`, 'user-agent': BROWSER }
          : { ...asSecret, 'user-agent': BROWSER };

  for (const [index, step] of steps.entries()) {
    const target = entryAt(step.path);
    const { rest: row } = target.entry;
    const rest = await callRest(hubs.rest, target, {
      input: step.input?.(seen.rest) ?? {},
      headers: headersOf(step, 'rest'),
    });
    const trpc = await callTrpc(hubs.trpc, target, {
      input: step.input?.(seen.trpc) ?? {},
      headers: headersOf(step, 'trpc'),
    });
    const label = `step ${index}: ${step.path}`;
    if (step.refused === true) {
      expect(rest.status, label).toBeGreaterThanOrEqual(400);
      expect(trpc.status, label).toBe(rest.status);
      const { hubCode: code, details } = trpc.error.data;
      expect(comparable({ code, message: trpc.error.message, details }), label).toEqual(
        comparable(rest.error),
      );
      continue;
    }
    expect(rest.status, `${label} ${JSON.stringify(rest.body)}`).toBe(row?.status ?? 200);
    expect(trpc.status, `${label} ${trpc.text}`).toBe(200);
    const data = row?.project === undefined ? trpc.data : trpc.data.items;
    expect(comparable(rest.body), label).toEqual(comparable(data));
    if (row?.project !== undefined) {
      expect(rest.headers.link === undefined, label).toBe(trpc.data.nextCursor === null);
    }
    const notice = NOTICED[step.path];
    if (notice !== undefined) {
      const [name, read] = notice;
      seen.rest[name] = read(rest.body);
      seen.trpc[name] = read(data);
    }
  }
});
