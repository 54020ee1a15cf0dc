import { type Product, request } from '@dreamteamhub/harness/product.ts';
import type { Page } from 'playwright-core';
import { OPERATOR } from './operator.ts';
import { bookEarlier } from './earlier-months.ts';

/** What a person's browser calls itself; without it a click is a bot's. */
const BROWSER =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

const ARABIC = 'متجر الأحذية الجميلة';
const LONG = `Long ${'name '.repeat(50)}`.trim();
const GROUP = 'G'.repeat(255);

/** Sends what must be accepted. */
export async function send(
  product: Product,
  method: 'POST' | 'PUT' | 'PATCH',
  path: string,
  body: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
  const answer = await request(product, method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body as Record<string, unknown>;
}

/** Reports a click as a page of the shop does; it may be refused. */
export function reportClick(
  { origin }: Product,
  body: Record<string, unknown>,
  userAgent = BROWSER,
): Promise<Response> {
  return fetch(`${origin}/api/affiliates/track/click`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': userAgent,
      origin: 'https://shop.example',
    },
    body: JSON.stringify(body),
  });
}

/** The middle of a day so many days ago. */
function daysAgo(days: number): string {
  const day = new Date(Date.now() - days * 86_400_000);
  return `${day.toISOString().slice(0, 10)}T12:00:00Z`;
}

/**
 * Gives a hub some of everything that its pages show, with names that are long, short, or written from right to left.
 * Whoever stands first, and is looked at closely, has a long name.
 */
export async function fillHub(product: Product): Promise<void> {
  await fillPartners(product);
  await fillProducts(product);
  await send(product, 'POST', '/api/inventory/imports', {
    fileName: 'stock.csv',
    csv: 'sku,stock\nTENT-5,7\nTENT-6,nothing',
  });
  await send(product, 'POST', '/api/alerts/mutes', {
    kind: 'supplier',
    value: LONG,
    until: null,
    note: ARABIC,
  });
}

async function fillPartners(product: Product): Promise<void> {
  for (const [handle, name, most] of [
    ['gadget-weekly', 'Gadget Weekly', 20],
    ['shoes', ARABIC, 30],
    ['long', LONG, 40],
  ] as const) {
    await send(product, 'POST', '/api/affiliates', { handle, name, commissionBps: 1000 });
    for (let visitor = 0; visitor < 3; visitor++) {
      await reportClick(product, {
        handle,
        visitorId: `${handle}-${visitor}`,
        landingPage: `https://shop.example/${visitor === 0 ? 'a/'.repeat(100) : 'tents'}`,
        subId: 'summer',
      });
    }
    for (let order = 0; order < 4; order++) {
      await send(product, 'POST', '/api/orders', {
        orderId: order === 3 ? `${handle}-${'9'.repeat(60)}` : `${handle}-${order}`,
        ...{ handle, revenue: `${order * 37 + most}.90`, orderedAt: daysAgo(order * 9) },
      });
    }
  }
  await reportClick(product, { handle: 'nobody', visitorId: 'lost' });
  await reportClick(product, { handle: 'shoes', visitorId: 'robot' }, 'curl/8.5.0');
  await send(product, 'POST', '/api/orders', { orderId: 'NOBODYS', revenue: '9.00' });
  await send(product, 'POST', '/api/affiliates/refunds', {
    orderId: 'UNKNOWN-1',
    refundId: 're_1',
    amount: '3.00',
  });
}

async function fillProducts(product: Product): Promise<void> {
  for (let index = 0; index < 12; index++) {
    const sku = `TENT-${index}`;
    await send(product, 'POST', '/api/inventory/products', {
      ...{ sku, name: `Tent ${index}`, stock: 50 },
      threshold: 10,
    });
    if (index < 3)
      await send(product, 'POST', `/api/inventory/products/${sku}/adjust`, {
        quantityDelta: -45,
        reason: 'sale',
      });
  }
  for (const [sku, name] of [
    [ARABIC, ARABIC],
    ['L'.repeat(255), LONG],
  ]) {
    await send(product, 'POST', '/api/inventory/products', {
      ...{ sku, name, supplier: name },
      stock: 0,
      threshold: 5,
    });
  }
}

/** Calls the hub as the person who is signed in on a page. */
export async function act(page: Page, procedure: string, input: Record<string, unknown>): Promise<unknown> {
  const call = { url: `/trpc/admin/${procedure}`, body: JSON.stringify(input) };
  const { status, text } = await page.evaluate<{ status: number; text: string }>(`(async ({ url, body }) => {
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    return { status: answer.status, text: await answer.text() };
  })(${JSON.stringify(call)})`);
  if (status >= 300) throw new Error(`${procedure}: ${text}`);
  return JSON.parse(text).result.data;
}

/** Lets the only person of a hub pay without another one, for as long as this takes. */
export async function alone(page: Page, work: () => Promise<unknown>): Promise<void> {
  const choose = (secondPerson: 'alone' | 'required') =>
    act(page, 'ledger.setSecondPerson', { secondPerson, password: OPERATOR.password });
  await choose('alone');
  await work();
  await choose('required');
}

/** Lets a person move the money of a full hub: commissions in every state, a debt, and adjustments. */
export async function fillLedger(product: Product, page: Page): Promise<void> {
  const { body } = await request(product, 'GET', '/api/commissions?limit=100');
  const commissions = body as { conversionId: number; orderId: string; affiliateId: number }[];
  const [first, second, third, fourth] = commissions;
  if (!first || !second || !third || !fourth) throw new Error('a full hub has commissions');
  for (const { conversionId: id } of [first, second, third]) {
    await act(page, 'affiliates.approveConversion', { id });
  }
  await alone(page, () => act(page, 'affiliates.markConversionPaid', { id: first.conversionId }));
  await send(product, 'POST', '/api/affiliates/refunds', { orderId: first.orderId, refundId: 're_late' });
  await send(product, 'POST', '/api/affiliates/disputes', {
    ...{ orderId: second.orderId, disputeId: 'dp_1', amount: '10.00' },
    state: 'opened',
  });
  await act(page, 'affiliates.voidConversion', { id: fourth.conversionId });
  for (const reason of [LONG, ARABIC]) {
    await act(page, 'ledger.createAdjustment', { affiliateId: first.affiliateId, amount: '5.00', reason });
  }
}

/**
 * Lets a person who is alone pay partners: a batch of which one payment has failed, for a reason that is long, and a draft.
 * The person is an owner, with this password.
 */
export async function fillPayouts(product: Product, page: Page, password: string): Promise<void> {
  await act(page, 'ledger.setSecondPerson', { secondPerson: 'alone', password });
  const { body } = await request(product, 'GET', '/api/commissions?state=toApprove&limit=100');
  const waiting = body as { conversionId: number }[];
  const approve = async (some: typeof waiting) => {
    for (const { conversionId: id } of some) await act(page, 'affiliates.approveConversion', { id });
  };
  const draft = { rail: 'manual', currency: 'USD' };
  const half = Math.floor(waiting.length / 2);
  await approve(waiting.slice(0, half));
  const { id, items } = (await act(page, 'payouts.createBatch', draft)) as {
    id: number;
    items: { id: number }[];
  };
  await act(page, 'payouts.approveBatch', { id });
  await act(page, 'payouts.submitBatch', { id });
  const failed = items.slice(0, 1).map((item) => ({ id: item.id, outcome: 'failed', reason: LONG }));
  await act(page, 'payouts.settleBatch', { id, items: failed, others: 'open' });
  await approve(waiting.slice(half, -2));
  await act(page, 'payouts.createBatch', draft);
}

/** Lets an owner set where partners are paid and from where, and close the month before, which all was booked in. */
export async function fillStatements(
  page: Page,
  { dataDir, password }: { dataDir: string; password: string },
): Promise<void> {
  const holder = LONG.slice(0, 140).trim();
  const account = { holder, iban: 'DE89 3704 0044 0532 0130 00', bic: 'COBADEFFXXX' };
  await act(page, 'payouts.setPayoutDetails', { id: 1, method: 'bank', ...account, password });
  await act(page, 'payouts.setPayoutDetails', {
    ...{ id: 1, method: 'other', note: LONG },
    password,
  });
  const { iban, bic } = account;
  await act(page, 'payouts.setPayoutSettings', {
    ...{ minimum: '25.00', reference: `${ARABIC} {batch}` },
    debtor: { name: holder, iban, bic },
    password,
  });
  await bookEarlier(dataDir, 1);
  await act(page, 'payouts.closePeriods', {});
}

/** Lets a person write rules and groups: with versions, one that has ended, and names that are long or Arabic. */
export async function fillRules(product: Product, page: Page): Promise<void> {
  const partners = (await request(product, 'GET', '/api/affiliates')).body as {
    id: number;
    handle: string;
  }[];
  const groups: Record<string, string> = { shoes: ARABIC, long: GROUP };
  for (const name of Object.values(groups)) await act(page, 'commissions.createGroup', { name });
  for (const { id, handle } of partners) {
    const group = groups[handle];
    if (group !== undefined) await act(page, 'commissions.setGroup', { id, group });
  }
  const percent = { kind: 'percent', rateBps: 800 };
  for (const rule of [
    { ...percent, name: 'Standard', holdDays: 14 },
    { ...percent, name: 'Standard, raised', rateBps: 900 },
    {
      ...{ ...percent, name: 'Winter', sku: 'TENT-1' },
      ...{ from: '2020-01-01T00:00:00.000Z', to: '2020-02-01T00:00:00.000Z' },
    },
    { name: ARABIC, group: ARABIC, kind: 'flatItem', amount: '2.00', capPerOrder: '20.00' },
    {
      ...{ name: LONG, affiliate: 'long', category: LONG, kind: 'percent' },
      tiers: {
        ...{ window: 'month', mode: 'marginal' },
        steps: [
          { from: '0', rateBps: 500 },
          { from: '1000', rateBps: 800 },
        ],
      },
    },
  ]) {
    await act(page, 'commissions.createRule', rule);
  }
}
