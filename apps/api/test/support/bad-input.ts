import { expect } from 'vitest';
import { type NamedEntry, restRoute } from './contract-entries.ts';
import type { TestHub } from './hub-fixture.ts';

const NOBODYS_ID = '0190163d-8694-739b-aea5-966c26f8ad99';
const TIME_CURSOR = Buffer.from(`at:1:${NOBODYS_ID}`).toString('base64url');

/** What a server may say of an order of 12.00. */
const orderFacts = {
  lines: [{ lineId: '1', quantity: 1, net: '10.00' }],
  shipping: '1.00',
  tax: '1.00',
  fees: '0.00',
  discount: '1.00',
  discountIncluded: true,
  couponCodes: ['SAVE10'],
  customerId: 'x',
  customerEmail: 'a@shop.example',
  orderedAt: '2026-01-01T00:00:00Z',
};

const episodeFilter = {
  sku: 'W-1',
  match: 'W',
  severity: 'low',
  openedFrom: '2026-01-01T00:00:00.000Z',
  openedTo: '2026-02-01T00:00:00.000Z',
};

/** A range of figures, and whose figures. */
const someTime = { from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' };
const somePage = { order: 'desc', withTotal: true, limit: 1 };
const range = { preset: 'today', from: '2026-01-01', to: '2026-01-31' };
const figuresOf = { storefront: 'default', affiliateId: 1 };

/** A rule with as many fields as one may have. */
const someRule = {
  name: 'Rule',
  storefront: 'default',
  affiliate: 'tech-blog',
  sku: 'S',
  kind: 'percent',
  appliesTo: 'all',
  limit: { months: 12 },
  tiers: { window: 'month', mode: 'whole', steps: [{ from: '0', rateBps: 100 }] },
  capPerOrder: '5.00',
  capPerMonth: '50.00',
  holdDays: 14,
  autoApprove: true,
  payOnZero: true,
  lockRate: true,
  includeTax: true,
  includeShipping: true,
  ...someTime,
};

/** The fields that exclude some of the first one's. */
const otherRule = {
  ...{ name: 'Rule', group: 'Reviewers', productId: 'P', category: 'C' },
  ...{ kind: 'flatItem', amount: '1.00', rateBps: 100 },
};

/** An input that each REST row would accept, path parameters included. */
export function validInputs(pixelId: string): Record<string, Record<string, unknown>> {
  const id = { id: 1 };
  return {
    'tracking.recordClick': {
      pixelId,
      handle: 'tech-blog',
      eventId: '0190163d-8694-739b-aea5-966c26f8ad91',
      visitorId: 'v1',
      storefront: 'default',
      landingPage: '/',
      referrer: '/',
      subId: 's',
      visitorIp: '198.51.100.1',
      visitorUserAgent: 'x',
    },
    'tracking.recordClicks': { events: [{ pixelId, visitorId: 'v2' }] },
    'tracking.recordConversion': {
      pixelId,
      handle: 'tech-blog',
      eventId: '0190163d-8694-739b-aea5-966c26f8ad92',
      visitorId: 'v1',
      storefront: 'default',
      orderId: 'ORD-1',
      revenue: 12,
      commission: '0.99',
      currency: 'USD',
      clickToken: 't',
      clickId: 1,
      ...orderFacts,
    },
    'affiliates.createAffiliate': {
      handle: 'new',
      name: 'New',
      status: 'active',
      commissionBps: 100,
      storefront: 'default',
    },
    'affiliates.listAffiliates': {
      status: 'active',
      search: 'x',
      match: 'x',
      storefront: 'default',
      sort: 'createdAt',
      order: 'asc',
      withTotal: true,
      limit: 10,
      cursor: 'aWQ6MQ',
    },
    'affiliates.getAffiliate': id,
    'affiliates.updateAffiliate': {
      ...{ ...id, name: 'New', status: 'paused', commissionBps: 1 },
      expected: { name: 'x' },
    },
    'affiliates.listConversions': {
      affiliateId: 1,
      status: 'paid',
      kind: 'claim',
      orderId: 'ORD-1',
      withTotal: true,
      limit: 1,
      cursor: 'aWQ6MQ',
    },
    'affiliates.approveConversion': id,
    'affiliates.markConversionPaid': id,
    'affiliates.voidConversion': id,
    'affiliates.verifyConversion': id,
    'affiliates.listAlikeHandles': {},
    'affiliates.mergeAffiliate': { id: 1, intoId: 2 },
    'affiliates.listUnmatchedRefunds': { storefront: 'default', ...someTime, ...somePage, cursor: 'aWQ6MQ' },
    'affiliates.joinRefund': { id: 1, conversionId: 1 },
    'testEvents.listTestEvents': {
      kind: 'click',
      outcome: 'recorded',
      storefront: 'default',
      limit: 1,
      cursor: 'aWQ6MQ',
    },
    'testEvents.removeTestEvents': { storefront: 'default' },
    'inspector.listEvents': {
      kind: 'click',
      outcome: 'counted',
      door: 'api',
      mode: 'live',
      storefront: 'default',
      text: 'ORD-1',
      minutes: 60,
      limit: 1,
      cursor: '',
      since: '',
    },
    'inspector.getEvent': { id: 'click-1' },
    'refusals.listRefusedEvents': { kind: 'click', limit: 1, cursor: 'aWQ6MQ' },
    'affiliates.recordRefund': {
      orderId: 'ORD-1',
      refundId: 're_1',
      amount: '0.99',
      currency: 'USD',
      storefront: 'default',
    },
    'affiliates.addCode': { id: 1, code: 'SAVE10' },
    'affiliates.listCodes': { id: 1, limit: 1, cursor: 'aWQ6MQ' },
    'affiliates.listClicks': {
      id: 1,
      from: '2026-01-01T00:00:00.000Z',
      to: '2026-02-01T00:00:00.000Z',
      counted: 'yes',
      dimension: 'subId',
      value: 'summer',
      limit: 1,
      cursor: 'YXQ6MTox',
    },
    'affiliates.removeCode': id,
    'orders.recordOrder': {
      orderId: 'ORD-1',
      pixelId: 'x',
      handle: 'x',
      clickId: 1,
      clickToken: 'x',
      visitorId: 'x',
      eventId: NOBODYS_ID,
      storefront: 'default',
      revenue: '12.00',
      commission: '1.00',
      currency: 'USD',
      ...orderFacts,
    },
    'orders.listOrders': {
      search: 'O',
      orderId: 'ORD-1',
      storefront: 'default',
      affiliateId: 1,
      attributed: 'yes',
      status: 'paid',
      counted: 'yes',
      orderedFrom: '2026-01-01T00:00:00.000Z',
      orderedTo: '2026-02-01T00:00:00.000Z',
      sort: 'reported',
      order: 'desc',
      withTotal: true,
      limit: 1,
      cursor: 'aWQ6MQ',
    },
    'orders.getOrder': { id: 2147483648 },
    'commissions.createRule': someRule,
    'commissions.checkRule': someRule,
    'commissions.listRules': { affiliateId: 1, ended: 'yes', limit: 1, cursor: 'aWQ6MQ' },
    'commissions.getRule': id,
    'commissions.endRule': { ...id, to: '2026-01-01T00:00:00.000Z' },
    'commissions.preview': {
      rule: someRule,
      order: {
        storefront: 'default',
        affiliate: 'tech-blog',
        revenue: '12.00',
        lines: [{ lineId: '1', sku: 'S', productId: 'P', categories: ['C'], quantity: 1, net: '10.00' }],
        shipping: '1.00',
        tax: '1.00',
        orderedAt: '2026-01-01T00:00:00.000Z',
        customerId: 'x',
      },
    },
    'commissions.getImpact': { rule: someRule, ...someTime },
    'commissions.getAffiliateTerms': id,
    'commissions.listGroups': {},
    'commissions.getGroup': id,
    'commissions.createGroup': { name: 'Reviewers', storefront: 'default' },
    'commissions.renameGroup': { ...id, name: 'Bloggers' },
    'commissions.setGroup': { ...id, group: 'Reviewers' },
    'commissions.listCommissions': {
      affiliateId: 1,
      state: 'payable',
      orderId: 'ORD-1',
      withTotal: true,
      limit: 1,
      cursor: 'aWQ6MQ',
    },
    'commissions.getCommissions': id,
    'commissions.recordDispute': {
      orderId: 'ORD-1',
      disputeId: 'dp_1',
      amount: '1.00',
      state: 'opened',
      currency: 'USD',
      storefront: 'default',
    },
    'inventory.createProduct': {
      sku: 'NEW',
      name: 'New',
      stock: 1,
      threshold: 1,
      unitPrice: '1.00',
      supplier: 'x',
      allowBackorder: true,
    },
    'inventory.listProducts': {
      lowStockOnly: true,
      includeArchived: true,
      archivedOnly: false,
      search: 'x',
      match: 'x',
      supplier: 'x',
      sort: 'added',
      order: 'asc',
      descending: false,
      withTotal: true,
      limit: 1,
      cursor: 'aWQ6MQ',
    },
    'inventory.updateStock': {
      sku: 'W-1',
      stock: 9,
      expectedStock: 5,
      reference: 'x',
      note: 'x',
      idempotencyKey: 'x',
    },
    'inventory.adjustStock': {
      sku: 'W-1',
      quantityDelta: -1,
      reason: 'sale',
      reference: 'x',
      note: 'x',
      idempotencyKey: 'x',
    },
    'inventory.changeStock': {
      lines: [{ sku: 'W-1', stock: 9 }],
      allOrNothing: true,
      idempotencyKey: 'x',
    },
    'inventory.getProduct': { sku: 'W-1' },
    'inventory.listSuppliers': {},
    'inventory.updateProduct': {
      sku: 'W-1',
      name: 'x',
      threshold: 2,
      unitPrice: 1,
      supplier: 'x',
      allowBackorder: true,
      isArchived: true,
      expected: { name: 'x' },
    },
    'inventory.listEvents': {
      sku: 'W-1',
      eventType: 'sale',
      ...someTime,
      ...somePage,
      cursor: 'aWQ6MQ',
    },
    'exports.createExport': {
      list: 'orders',
      query: { search: 'ORD' },
      columns: ['orderId', 'revenue'],
      timeZone: 'Europe/Berlin',
      separator: 'semicolon',
      decimalMark: 'comma',
    },
    'exports.listExports': {},
    'exports.getExport': { id: NOBODYS_ID },
    'exports.cancelExport': { id: NOBODYS_ID },
    'imports.readImportFile': { fileName: 'stock.csv', csv: 'sku,stock\nW-1,9' },
    'imports.createImport': { fileName: 'stock.csv', csv: 'sku,stock\nW-1,9' },
    'imports.startImport': { id: NOBODYS_ID },
    'imports.cancelImport': { id: NOBODYS_ID },
    'imports.getImport': { id: NOBODYS_ID },
    'imports.listImports': {
      status: 'done',
      sort: 'checked',
      ...someTime,
      ...somePage,
      cursor: TIME_CURSOR,
    },
    'imports.listImportLines': { id: NOBODYS_ID, action: 'create', limit: 1, cursor: 'aWQ6MQ' },
    'alerts.listEpisodes': {
      status: 'active',
      ...episodeFilter,
      sort: 'openedAt',
      order: 'desc',
      withTotal: true,
      limit: 1,
      cursor: TIME_CURSOR,
    },
    'alerts.countEpisodes': {},
    'alerts.getEpisode': { id: NOBODYS_ID },
    'alerts.acknowledgeEpisodes': { ids: [NOBODYS_ID], note: 'x' },
    'alerts.snoozeEpisodes': { ids: [NOBODYS_ID], until: '2099-01-01T00:00:00.000Z', note: 'x' },
    'alerts.reopenEpisodes': { ids: [NOBODYS_ID], note: 'x' },
    'alerts.listMutes': {
      ...{ kind: 'prefix', match: 'W', sku: 'W-1', sort: 'createdAt', order: 'desc', withTotal: true },
      ...{ limit: 1, cursor: TIME_CURSOR },
    },
    'alerts.previewMute': { kind: 'prefix', value: 'W-' },
    'alerts.createMute': { kind: 'prefix', value: 'W-', until: '2099-01-01T00:00:00.000Z', note: 'x' },
    'alerts.updateMute': {
      ...{ id: NOBODYS_ID, until: '2099-01-01T00:00:00.000Z', note: 'x' },
      expected: { until: null, note: null },
    },
    'alerts.liftMute': { id: NOBODYS_ID, expectedUntil: '2099-01-01T00:00:00.000Z' },
    'alerts.listDeliveries': {
      status: 'dead',
      channel: 'webhook',
      ...someTime,
      ...somePage,
      cursor: TIME_CURSOR,
    },
    'alerts.getDelivery': { id: NOBODYS_ID },
    'alerts.redriveDeliveries': { ids: [NOBODYS_ID], channel: 'webhook' },
    'ops.testWebhook': { webhookUrl: 'http://127.0.0.1:9/x' },
    'ops.testEmail': {
      smtpHost: '127.0.0.1',
      smtpPort: 9,
      smtpUser: 'x',
      smtpPass: 'x',
      emailFrom: 'a@shop.example',
      emailTo: 'b@shop.example',
    },
    'ops.testEvents': {},
    'ops.testChannel': { channel: 'webhook' },
    'ops.scanNow': {},
    'ops.getOverview': {},
    'ops.getAlerting': {},
    'analytics.resolveRange': { ...range, zone: 'Europe/Berlin' },
    'analytics.getTimeSeries': {
      ...{ ...range, ...figuresOf, zone: 'Europe/Berlin', compare: 'year' },
      ...{ metric: 'revenue', grain: 'month', currency: 'USD' },
    },
    'analytics.getSummary': { ...range, ...figuresOf, zone: 'Europe/Berlin', compare: 'weekday' },
    'analytics.getBreakdown': { ...range, ...figuresOf, dimension: 'device', limit: 1 },
    'analytics.getFunnel': { ...range, ...figuresOf, zone: 'Europe/Berlin' },
    'analytics.listTopAffiliates': {
      ...{ ...range, zone: 'Europe/Berlin', storefront: 'default', compare: 'none' },
      ...{ metric: 'revenue', currency: 'USD', limit: 1 },
    },
    'analytics.getStockHistory': { sku: 'W-1', ...range, zone: 'Europe/Berlin' },
    'bulk.prepareProducts': { id: NOBODYS_ID, ids: [1], change: { set: 'threshold', to: 1 } },
    'bulk.prepareAffiliates': { id: NOBODYS_ID, ids: [1], change: { set: 'commission', toBps: 1 } },
    'bulk.prepareConversions': { id: NOBODYS_ID, ids: [1], change: { step: 'void' } },
    'bulk.applyChange': { id: NOBODYS_ID },
    'bulk.undoChange': { id: NOBODYS_ID },
    'bulk.getChange': { id: NOBODYS_ID },
    'bulk.listChanges': { kind: 'products', order: 'desc', withTotal: true, limit: 1, cursor: TIME_CURSOR },
    'views.listViews': { list: 'products' },
    'views.createView': {
      list: 'products',
      name: 'x',
      isShared: true,
      search: { low: 'yes' },
      columns: ['Stock'],
    },
    'views.updateView': {
      id: NOBODYS_ID,
      version: 1,
      name: 'x',
      isShared: true,
      search: { low: 'yes' },
      columns: ['Stock'],
    },
    'views.deleteView': { id: NOBODYS_ID, version: 1 },
    'views.chooseView': { list: 'products', viewId: NOBODYS_ID, columns: ['Stock'] },
    'analytics.getToday': { zone: 'Europe/Berlin', storefront: 'default' },
    'ledger.getBalance': id,
    'ledger.getOwed': { storefront: 'default' },
    'ledger.listAccounts': someTime,
    'ledger.listTransfers': {
      ...{ affiliateId: 1, conversionId: 1, account: 'payable', cause: 'mature', currency: 'USD' },
      ...{ ...someTime, withTotal: true, limit: 1, cursor: 'aWQ6MQ' },
    },
    'ledger.listAdjustments': { affiliateId: 1, state: 'proposed', limit: 1, cursor: 'aWQ6MQ' },
    'ledger.createAdjustment': {
      ...{ affiliateId: 1, amount: '1.00', direction: 'toAffiliate', kind: 'adjustment' },
      ...{ reason: 'x', currency: 'USD' },
    },
    'ledger.decideAdjustment': { ...id, decision: 'approve' },
    'ledger.listSuspense': { limit: 1, cursor: 'aWQ6MQ' },
    'ledger.resolveSuspense': { transferId: 1, decision: 'paid' },
    'ledger.getSecondPerson': {},
    'ledger.setSecondPerson': { secondPerson: 'required', password: 'x', code: '123456' },
    'payouts.getDue': { storefront: 'default' },
    'payouts.listBatches': {
      ...{ storefront: 'default', rail: 'manual', state: 'draft', kind: 'balances' },
      ...{ ...someTime, withTotal: true, limit: 1, cursor: 'aWQ6MQ' },
    },
    'payouts.createBatch': {
      ...{ storefront: 'default', rail: 'manual', currency: 'USD', minimum: '1.00' },
      ...{ affiliateIds: [1], dryRun: true },
    },
    'payouts.getBatch': { ...id, withItems: false },
    'payouts.approveBatch': id,
    'payouts.submitBatch': id,
    'payouts.settleBatch': {
      ...{ ...id, others: 'open' },
      items: [{ id: 1, outcome: 'paid', amount: '1.00', reason: 'x' }],
    },
    'payouts.cancelBatch': id,
    'payouts.listItems': {
      ...{ batchId: 1, affiliateId: 1, state: 'paid', rail: 'manual', search: 'x' },
      ...{ withTotal: true, limit: 1, cursor: 'aWQ6MQ' },
    },
    'payouts.getItem': id,
    'payouts.listMismatches': { batchId: 1, state: 'open', limit: 1, cursor: 'aWQ6MQ' },
    'payouts.resolveMismatch': { ...id, decision: 'shop' },
    'payouts.listRequests': { state: 'requested', affiliateId: 1, limit: 1, cursor: 'aWQ6MQ' },
    'payouts.createRequest': { affiliateId: 1, amount: '1.00', currency: 'USD', note: 'x' },
    'payouts.rejectRequest': { ...id, reason: 'x' },
    'payouts.getPayoutDetails': id,
    'payouts.setPayoutDetails': {
      ...{ ...id, method: 'bank', holder: 'Ann', iban: 'DE89370400440532013000', bic: 'COBADEFFXXX' },
      ...{ password: 'x', code: '123456' },
    },
    'payouts.getPayoutSettings': { storefront: 'default' },
    'payouts.setPayoutSettings': {
      ...{ storefront: 'default', minimum: '25.00', reference: '{batch}', password: 'x', code: '123456' },
      debtor: { name: 'Shop', iban: 'DE89370400440532013000', bic: 'COBADEFFXXX' },
      sepa: { version: 'pain.001.001.03', batchBooking: true, groupSum: false, missingBic: 'notProvided' },
      paypal: { environment: 'sandbox', clientId: 'client', clientSecret: 'secret' },
    },
    'payouts.listPeriods': { storefront: 'default', currency: 'USD', limit: 1, cursor: 'aWQ6MQ' },
    'payouts.getPeriod': id,
    'payouts.closePeriods': { storefront: 'default', through: '2020-01' },
    'payouts.listStatements': {
      ...{ periodId: 1, affiliateId: 1, withTotal: true, limit: 1 },
      cursor: Buffer.from('statement:1:1').toString('base64url'),
    },
    'payouts.getStatement': { periodId: 1, affiliateId: 1 },
    'payouts.answerBatch': { ...id, file: 'reference,status', name: 'answer.csv' },
  };
}

const MAPPED_FILE = {
  fileName: 'stock.csv',
  file: Buffer.from('sku,stock\nW-1,9').toString('base64'),
  encoding: 'utf-8',
  mapping: { sku: 'sku', stock: ['stock'] },
};

/** A second input for entries with fields that exclude each other. */
const OTHER_INPUTS: Record<string, Record<string, unknown>> = {
  'alerts.acknowledgeEpisodes': { filter: episodeFilter, asOf: '2026-01-01T00:00:00.000Z' },
  'alerts.snoozeEpisodes': {
    filter: episodeFilter,
    asOf: '2026-01-01T00:00:00.000Z',
    until: '2099-01-01T00:00:00.000Z',
  },
  'alerts.reopenEpisodes': { filter: episodeFilter, asOf: '2026-01-01T00:00:00.000Z' },
  'bulk.prepareProducts': {
    id: NOBODYS_ID,
    filter: {
      lowStockOnly: true,
      includeArchived: true,
      archivedOnly: true,
      search: 'x',
      match: 'x',
      supplier: 'x',
    },
    asOf: '2026-01-01T00:00:00.000Z',
    change: { set: 'supplier', to: 'x' },
  },
  'bulk.prepareAffiliates': {
    id: NOBODYS_ID,
    filter: { status: 'active', search: 'x', match: 'x', storefront: 'default' },
    asOf: '2026-01-01T00:00:00.000Z',
    change: { set: 'status', to: 'paused' },
  },
  'bulk.prepareConversions': {
    id: NOBODYS_ID,
    filter: { affiliateId: 1, status: 'pending', kind: 'claim', orderId: 'ORD-1' },
    asOf: '2026-01-01T00:00:00.000Z',
    change: { step: 'verify' },
  },
  'commissions.createRule': otherRule,
  'commissions.checkRule': otherRule,
  'imports.readImportFile': MAPPED_FILE,
  'payouts.setPayoutDetails': { id: 1, method: 'paypal', email: 'a@b.example', note: 'x', password: 'x' },
  'imports.createImport': { ...MAPPED_FILE, newThreshold: 1 },
  'affiliates.recordRefund': { orderId: 'ORD-1', refundId: 're_1', lines: [{ lineId: '1', net: '1.00' }] },
};

/** Returns valid inputs for an entry that together have each of its fields. */
export function inputsOf(path: string, pixelId: string): Record<string, unknown>[] {
  const other = OTHER_INPUTS[path];
  return [validInputs(pixelId)[path] ?? {}, ...(other === undefined ? [] : [other])];
}

const READ_AS_MEANT = [
  'pixelId',
  'handle',
  'storefront',
  'visitorId',
  'visitorIp',
  'visitorUserAgent',
  'landingPage',
  'referrer',
  'subId',
  'clickId',
  'clickToken',
  'couponCodes',
  'customerId',
  'customerEmail',
];

/** Whether an event is taken whatever this field holds: what cannot be read of it is cut, left out, or ignored. */
export function isReadAsMeant({ entry }: NamedEntry, field: string): boolean {
  return entry.asMeant !== undefined && READ_AS_MEANT.includes(field);
}

/** The part of an input that travels in the body: what stands in the path is left out. */
export function bodyOf(target: NamedEntry, input: Record<string, unknown>): Record<string, unknown> {
  const inPath = new Set([...restRoute(target).path.matchAll(/:(\w+)/g)].map((match) => match[1]));
  return Object.fromEntries(Object.entries(input).filter(([name]) => !inPath.has(name)));
}

/** Sends a body as raw text, so that it may be what no serializer writes. */
export async function sendRaw(
  hub: TestHub,
  target: NamedEntry,
  request: { input: Record<string, unknown>; payload: string; headers: Record<string, string> },
) {
  const { method, path } = restRoute(target);
  const url = path.replace(/:(\w+)/g, (_match, name: string) =>
    encodeURIComponent(String(request.input[name])),
  );
  const response = await hub.app.inject({
    method,
    url,
    headers: { ...request.headers, 'content-type': 'application/json' },
    payload: request.payload,
  });
  expect(response.body).not.toMatch(/node_modules|\bat .+:\d+:\d+|"stack"/);
  return { status: response.statusCode, error: response.json().error };
}

/** A 400 in the hub's shape, which names the field when one is given. */
export function expectRefusal(answer: { status: number; error: unknown }, field?: string): void {
  expect(answer.status, JSON.stringify(answer.error)).toBe(400);
  const error = answer.error as { code: string; message: string; details?: { path: string }[] };
  expect(error).toMatchObject({ code: 'bad_request', message: expect.any(String) });
  if (field === undefined) return;
  expect(error.message).toContain(field);
  // The first step of the path: within a list it goes on to the place.
  expect(error.details?.map(({ path }) => path.split('.')[0])).toContain(field.split('.')[0]);
}
