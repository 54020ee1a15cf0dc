import { LocalPayPal, type PayPalFault } from '@dreamteamhub/harness/local-paypal.ts';
import { createEgressPolicy } from '@dreamteamhub/notifiers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RailBatch, RailItem } from '../../src/domains/payouts/rail.ts';
import { accountOf } from '../../src/domains/payouts/rails/paypal/paypal-api.ts';
import { paypalRail } from '../../src/domains/payouts/rails/paypal.ts';

const DAY = 24 * 3600 * 1000;
const APP = { clientId: 'client-1', clientSecret: 'secret-1', environment: 'live' } as const;

let paypal: LocalPayPal;
let app: { clientId: string; clientSecret: string; environment: 'live' | 'sandbox' } | null;
let now: Date;
let batches = 0;
beforeEach(async () => {
  paypal = await new LocalPayPal().start();
  paypal.addApp(APP.clientId, APP.clientSecret);
  app = APP;
  now = new Date('2026-12-01T10:00:00.000Z');
  paypal.now = () => now;
});
afterEach(() => paypal.stop());

function railOf({ origin = paypal.origin } = {}) {
  const rail = paypalRail({
    apps: { getPayPal: async () => app },
    egress: createEgressPolicy({ allowPrivateDestinations: true }),
    origin,
    now: () => now,
  });
  const { send, ask } = rail;
  if (send === undefined || ask === undefined) throw new Error('PayPal is sent to and asked');
  return { ...rail, send, ask };
}

function item(reference: string, change: Partial<RailItem> & { email?: string } = {}): RailItem {
  const { email = `${reference.toLowerCase()}@partners.example`, ...more } = change;
  return {
    ...{ reference, amount: '12.50', currency: 'USD', affiliateId: 1, affiliateName: `Partner ${reference}` },
    payee: { method: 'paypal', holder: null, email },
    ...more,
  };
}

function batch(
  items: readonly RailItem[] = [item('P-A'), item('P-B')],
  change: Partial<RailBatch> = {},
): RailBatch {
  return {
    ...{ id: 1, storefrontId: 1, storefrontName: 'Main', messageId: `HUB1-1-${++batches}`, currency: 'USD' },
    ...{ total: '25.00', reference: 'Commission December', attemptedAt: now, providerId: null },
    ...{ account: accountOf(APP), isSelfApproved: false, items },
    ...change,
  };
}

describe('sending', () => {
  test('names batch and payments, with the name in the header as well', async () => {
    const whole = batch();
    expect(await railOf().send(whole)).toEqual({
      outcome: 'accepted',
      providerId: expect.stringMatching(/^PP/),
    });
    expect(paypal.requestIds).toEqual([whole.messageId]);
    expect(paypal.batchNamed(whole.messageId).payments).toMatchObject([
      { reference: 'P-A', receiver: 'p-a@partners.example', amount: { currency: 'USD', value: '12.50' } },
      { reference: 'P-B' },
    ]);
  });

  test('takes one token for many calls, and a new one for one that was taken back or is about to end', async () => {
    const rail = railOf();
    await rail.send(batch());
    await rail.send(batch());
    const tokens = () => paypal.calls.filter((call) => call.includes('oauth2')).length;
    expect(tokens()).toBe(1);
    paypal.forgetTokens();
    expect(await rail.send(batch())).toMatchObject({ outcome: 'accepted' });
    expect(tokens()).toBe(2);
    now = new Date(now.getTime() + (paypal.tokenSeconds - 30) * 1000);
    await rail.send(batch());
    expect(tokens()).toBe(3);
  });

  test.each<[PayPalFault, number]>([
    ['lostBefore', 0],
    ['lostAfter', 1],
    ['failsBefore', 0],
    ['failsAfter', 1],
    ['garbledAfter', 1],
    ['halfAfter', 1],
    ['namelessAfter', 1],
    ['underWay', 0],
  ])('calls it unknown when the answer is lost (%s), and asking pays once', async (fault, taken) => {
    paypal.failNext(fault);
    const rail = railOf();
    const whole = batch();
    expect(await rail.send(whole)).toMatchObject({ outcome: 'unknown' });
    expect(paypal.batchCount).toBe(taken);
    const asked = await rail.ask(whole);
    expect(asked).toMatchObject({ outcome: 'found', providerId: paypal.batchNamed(whole.messageId).id });
    expect(paypal.batchCount).toBe(1);
    expect(paypal.paidTwice()).toEqual([]);
  });

  test('calls it refused only where PayPal itself says so, in its words', async () => {
    const rail = railOf();
    paypal.failNext('tooMany');
    expect(await rail.send(batch())).toEqual({
      outcome: 'refused',
      problem: 'PayPal refuses it: RATE_LIMIT_REACHED: Too many requests. Blocked due to rate limiting.',
    });
    paypal.hasFunds = false;
    expect(await rail.send(batch())).toMatchObject({ outcome: 'refused', problem: /INSUFFICIENT_FUNDS/ });
    const long = batch([item('P-A')], { messageId: 'x'.repeat(31) });
    paypal.hasFunds = true;
    expect(await rail.send(long)).toMatchObject({ outcome: 'refused', problem: /VALIDATION_ERROR/ });
    // One bad payment makes it refuse all, so that its partner is named.
    expect(await rail.send(batch([item('P-A'), item('P-B', { amount: '1.505' })]))).toEqual({
      outcome: 'refused',
      problem:
        'PayPal refuses it: VALIDATION_ERROR: Invalid request - see details: Partner P-B: Amount is invalid',
    });
    expect(paypal.batchCount).toBe(0);
  });

  test('that reached nobody is refused: no connection, no token, another secret', async () => {
    const { origin } = paypal;
    await paypal.stop();
    expect(await railOf({ origin }).send(batch())).toEqual({
      outcome: 'refused',
      problem: 'PayPal gave no token: connection failed (ECONNREFUSED)',
    });
    paypal = await new LocalPayPal().start();
    expect(await railOf().send(batch())).toEqual({
      outcome: 'refused',
      problem: 'PayPal does not know the client id and secret of the settings',
    });
    paypal.addApp(APP.clientId, 'another');
    expect(await railOf().send(batch())).toMatchObject({ outcome: 'refused' });
  });

  test('a bad payment is found before PayPal refuses all', async () => {
    const bad = [
      item('P-A'),
      item('P-B', { email: `${'b'.repeat(120)}@x.example` }),
      item('P-C', { payee: null }),
    ];
    expect(await railOf().send(batch(bad))).toEqual({
      outcome: 'refused',
      problem: 'there is no address that PayPal takes for Partner P-B, Partner P-C',
    });
    expect(railOf().mostItems).toBe(15_000);
    const many = Array.from({ length: 15_001 }, (_, place) => item(`P-${place}`));
    expect(await railOf().send(batch(many))).toMatchObject({ outcome: 'refused', problem: /15000/ });
    expect(paypal.calls).toEqual([]);
  });

  test('long texts are cut between characters', async () => {
    const long = batch([item('P-A')], { storefrontName: '🧡'.repeat(200), reference: 'é'.repeat(1500) });
    expect(await railOf().send(long)).toMatchObject({ outcome: 'accepted' });
  });

  test('by an app that was changed at this moment reaches nobody', async () => {
    app = { ...APP, clientId: 'client-2' };
    expect(await railOf().send(batch())).toMatchObject({ outcome: 'refused', problem: /changed/ });
    app = null;
    expect(await railOf().send(batch())).toMatchObject({ outcome: 'refused', problem: /not set up/ });
  });
});

describe('currencies', () => {
  test('that PayPal does not pay are refused, and decimals that it does not take stay payable', async () => {
    const rail = railOf();
    expect(rail.refuse({ amount: '5.00', currency: 'INR' })).toBe('currencyNotOnRail');
    expect(rail.refuse({ amount: '5.00', currency: 'USD' })).toBeNull();
    expect(rail.refuse({ amount: '5.50', currency: 'HUF' })).toBe('currencyNotOnRail');
    const odd = batch([item('P-A', { amount: '5.50', currency: 'HUF' })], { currency: 'HUF' });
    expect(await rail.send(odd)).toMatchObject({ outcome: 'refused', problem: /no decimals of HUF: 5\.50/ });
    expect(rail.payable('1234.56', 'HUF')).toBe('1234.00');
    expect(rail.payable('0.99', 'TWD')).toBe('0.00');
    expect(rail.payable('1234', 'JPY')).toBe('1234');
    expect(rail.payable('1234.56', 'EUR')).toBe('1234.56');
    const forints = batch([item('P-A', { amount: '1234.00', currency: 'HUF' })], { currency: 'HUF' });
    expect(await rail.send(forints)).toMatchObject({ outcome: 'accepted' });
    paypal.process(forints.messageId, {}, { fee: '3' });
    const providerId = paypal.batchNamed(forints.messageId).id;
    expect(await rail.ask({ ...forints, providerId })).toMatchObject({
      items: [{ news: 'paid', amount: '1234.00', fee: { amount: '3.00', currency: 'HUF' } }],
    });
  });
});

describe('asking', () => {
  /** Sends a batch, and returns it as it is asked about. */
  async function sent(items?: readonly RailItem[]): Promise<RailBatch> {
    const whole = batch(items);
    const { outcome, ...answer } = await railOf().send(whole);
    expect(outcome).toBe('accepted');
    return { ...whole, providerId: 'providerId' in answer ? answer.providerId : null };
  }

  test('tells what became of each payment, by PayPal’s clock', async () => {
    const names = [
      'SUCCESS',
      'FAILED',
      'PENDING',
      'UNCLAIMED',
      'RETURNED',
      'ONHOLD',
      'BLOCKED',
      'REFUNDED',
      'REVERSED',
    ];
    const whole = await sent([...names, 'NEWLY_INVENTED'].map((name) => item(`P-${name}`)));
    expect(await railOf().ask(whole)).toMatchObject({
      outcome: 'found',
      items: [],
      isFinal: true,
      problem: null,
    });
    const at = new Date('2026-12-01T10:03:00.000Z');
    paypal.process(
      whole.messageId,
      Object.fromEntries(names.concat('NEWLY_INVENTED').map((name) => [`P-${name}`, name])),
      { at },
    );
    const asked = await railOf().ask(whole);
    if (asked.outcome !== 'found') throw new Error(JSON.stringify(asked));
    expect(Object.fromEntries(asked.items.map(({ status, news }) => [status, news]))).toEqual({
      ...{
        SUCCESS: 'paid',
        FAILED: 'failed',
        PENDING: 'underWay',
        UNCLAIMED: 'underWay',
        RETURNED: 'returned',
      },
      ...{ ONHOLD: 'underWay', BLOCKED: 'failed', REFUNDED: 'returned', REVERSED: 'returned' },
      NEWLY_INVENTED: 'underWay',
    });
    expect(asked).toMatchObject({ isFinal: false, problem: null });
    expect(asked.items[0]).toMatchObject({
      amount: '12.50',
      fee: { amount: '0.25', currency: 'USD' },
      occurredAt: at,
      providerId: /^IT/,
    });
    expect(asked.items[1]).toMatchObject({ reason: 'RECEIVER_UNREGISTERED: It is FAILED' });
    expect(new Set(asked.items.map(({ key }) => key)).size).toBe(10);
  });

  test('takes what has no time of its own as said when the batch was made: the hub’s clock may run ahead', async () => {
    const whole = await sent();
    const createdAt = now;
    paypal.process(whole.messageId, { 'P-A': 'PENDING' });
    paypal.change('P-A', { processedAt: null });
    now = new Date(now.getTime() + DAY);
    expect(await railOf().ask(whole)).toMatchObject({
      items: [{ news: 'underWay', occurredAt: createdAt }, {}],
    });
  });

  test('reads all pages, however many PayPal makes of it', async () => {
    const whole = await sent(Array.from({ length: 25 }, (_, place) => item(`P-${place}`)));
    paypal.process(whole.messageId);
    for (const tellsPages of [true, false]) {
      Object.assign(paypal, { pageLimit: 10, tellsPages, pageMilliseconds: 5 });
      const asked = await railOf().ask(whole);
      expect(asked).toMatchObject({ outcome: 'found', isFinal: true, problem: null });
      expect(asked.outcome === 'found' && asked.items.length).toBe(25);
    }
    paypal.pagesBeforeFault = 1;
    const half = await railOf().ask(whole);
    expect(half).toMatchObject({ outcome: 'found', isFinal: false, problem: /HTTP 503/ });
    expect(half.outcome === 'found' && half.items.length).toBe(10);
    paypal.pagesBeforeFault = 0;
    expect(await railOf().ask(whole)).toMatchObject({ outcome: 'unknown', problem: /SERVICE_UNAVAILABLE/ });
  });

  test('a batch that was denied has failed, every payment of it', async () => {
    const whole = await sent();
    paypal.deny(whole.messageId);
    expect(await railOf().ask(whole)).toMatchObject({
      outcome: 'found',
      isFinal: true,
      items: [
        { reference: 'P-A', news: 'failed', status: 'DENIED' },
        { reference: 'P-B', news: 'failed' },
      ],
    });
  });

  test('never takes another batch, another currency or a missing payment for what it is not', async () => {
    const whole = await sent();
    const other = await sent();
    expect(await railOf().ask({ ...whole, providerId: other.providerId })).toMatchObject({
      outcome: 'unknown',
      problem: /is another one/,
    });
    paypal.process(whole.messageId);
    paypal.change('P-A', { amount: { currency: 'EUR', value: '12.50' } });
    const asked = await railOf().ask(whole);
    expect(asked).toMatchObject({ outcome: 'found', isFinal: false, problem: /12\.50 EUR/ });
    expect(asked.outcome === 'found' && asked.items.map(({ reference }) => reference)).toEqual(['P-B']);
    const more = { ...other, items: [...other.items, item('P-C')] };
    paypal.process(other.messageId);
    expect(await railOf().ask(more)).toMatchObject({
      outcome: 'found',
      isFinal: false,
      problem: /no payment P-C/,
    });
  });

  test('of a lost answer asks no longer than PayPal remembers', async () => {
    paypal.failNext('lostAfter');
    const whole = batch();
    await railOf().send(whole);
    now = new Date(now.getTime() + 29 * DAY + 1000);
    expect(await railOf().ask(whole)).toMatchObject({ outcome: 'unknown', problem: /30 days/ });
    now = new Date(now.getTime() + 365 * DAY);
    expect(await railOf().ask(whole)).toMatchObject({ outcome: 'unknown', problem: /by hand/ });
    expect(paypal.batchCount).toBe(1);
  });

  test('takes no refusal of today for one of then', async () => {
    paypal.failNext('lostAfter', 'tooMany');
    const whole = batch();
    await railOf().send(whole);
    expect(await railOf().ask(whole)).toMatchObject({ outcome: 'unknown', problem: /RATE_LIMIT_REACHED/ });
    paypal.hasFunds = false;
    expect(await railOf().ask(whole)).toMatchObject({ outcome: 'unknown', problem: /INSUFFICIENT_FUNDS/ });
    paypal.hasFunds = true;
    expect(await railOf().ask(whole)).toMatchObject({ outcome: 'found' });
    expect(paypal.paidTwice()).toEqual([]);
  });

  test('never sends by another account, which would pay once more', async () => {
    paypal.failNext('lostAfter');
    const whole = batch();
    await railOf().send(whole);
    paypal.addApp('client-2', 'secret-2');
    app = { clientId: 'client-2', clientSecret: 'secret-2', environment: 'live' };
    expect(await railOf().ask(whole)).toMatchObject({ outcome: 'unknown', problem: /another PayPal app/ });
    app = { ...APP, environment: 'sandbox' };
    expect(await railOf().ask(whole)).toMatchObject({ outcome: 'unknown' });
    app = null;
    expect(await railOf().ask(whole)).toMatchObject({ outcome: 'unknown' });
    expect(paypal.batchCount).toBe(1);
    // Its secret may change.
    paypal.addApp(APP.clientId, 'renewed');
    paypal.forgetTokens();
    app = { ...APP, clientSecret: 'renewed' };
    expect(await railOf().ask(whole)).toMatchObject({ outcome: 'found' });
  });
});
