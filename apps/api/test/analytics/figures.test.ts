import { FigureKeepingDao } from '@dreamteamhub/db/analytics';
import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { goAlone } from '../support/payer.ts';
import {
  asSecret,
  asVisitor,
  click,
  convert,
  type NewAffiliate,
  newAffiliate,
  query,
} from '../support/shop.ts';

let hub: TestHub;
let affiliate: NewAffiliate;
let serial = 0;

beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

beforeEach(async () => {
  serial++;
  affiliate = await newAffiliate(hub, `figures-${serial}`, { commissionBps: 1000 });
});

async function get(path: string, params: Record<string, string | number> = {}) {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) search.set(key, String(value));
  const answer = await call(hub, { method: 'GET', url: `/api/analytics/${path}?${search}` });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}

const fold = () => hub.deps.services.affiliates.foldRollups();

/** An affiliate's figures of today, and its storefront's. */
async function today(of: Record<string, string | number> = { affiliateId: affiliate.id }) {
  await fold();
  const { clicks, orders, money } = await get('summary', { preset: 'today', zone: 'UTC', ...of });
  return {
    ...{ clicks: clicks.value, orders: orders.value },
    ...{ revenue: money[0].revenue.value, commission: money[0].commission.value },
  };
}

const HOUR = 3600_000;

/** How many figures differ from the raw rows. Whatever differs is corrected by the next fold. */
async function differences(): Promise<number> {
  const until = new Date(Math.ceil(Date.now() / HOUR + 24) * HOUR);
  return new FigureKeepingDao(hub.deps.work).compare({ from: new Date('2020-01-01T00:00Z'), until });
}

const order = (body: object) => call(hub, { method: 'POST', url: '/api/orders', body, headers: asSecret });
const refund = (body: object) =>
  call(hub, { method: 'POST', url: '/api/affiliates/refunds', body, headers: asSecret });

describe('figures of today', () => {
  test('have clicks and orders within a fold, net of refunds in any order', async () => {
    const { pixelId } = affiliate;
    for (const visitorId of ['anna', 'ben', 'anna']) await click(hub, { pixelId, visitorId });
    await refund({ orderId: `late-${serial}`, refundId: 'r1', amount: '10.00' });
    await convert(hub, { pixelId, orderId: `late-${serial}`, revenue: '100.00' });
    await convert(hub, { pixelId, orderId: `second-${serial}`, revenue: '50.00' });
    await refund({ orderId: `second-${serial}`, refundId: 'r2', amount: '20.00' });
    expect(await today()).toEqual({ clicks: 2, orders: 2, revenue: '120.00', commission: '12.00' });
    expect(await differences()).toBe(0);
  });

  test('leave out claims until they are verified, and void and wholly refunded orders', async () => {
    const { pixelId } = affiliate;
    const claim = await convert(hub, { pixelId, orderId: `claim-${serial}`, revenue: '30.00' }, asVisitor);
    expect(await today()).toMatchObject({ orders: 0, revenue: '0.00' });
    await hub.deps.services.conversions.verify(claim.body.attributionId, COMMAND_LINE);
    expect(await today()).toMatchObject({ orders: 1, revenue: '30.00', commission: '3.00' });
    await hub.deps.services.conversions.move(claim.body.attributionId, 'approve', COMMAND_LINE);
    await hub.deps.services.conversions.move(claim.body.attributionId, 'void', COMMAND_LINE);
    expect(await today()).toMatchObject({ orders: 0, revenue: '0.00', commission: '0.00' });
    await convert(hub, { pixelId, orderId: `whole-${serial}`, revenue: '5.00' });
    await refund({ orderId: `whole-${serial}`, refundId: 'r' });
    expect(await today()).toMatchObject({ orders: 0, revenue: '0.00', commission: '0.00' });
    expect(await differences()).toBe(0);
  });

  test('of a storefront have orders that nobody is credited with, until somebody is', async () => {
    const { pixelId } = affiliate;
    const before = await today({});
    await order({ orderId: `alone-${serial}`, revenue: '40.00' });
    await refund({ orderId: `alone-${serial}`, refundId: 'r', amount: '15.00' });
    expect(Number((await today({})).revenue) - Number(before.revenue)).toBeCloseTo(25);
    expect(await today()).toMatchObject({ orders: 0 });
    await order({ pixelId, orderId: `alone-${serial}`, revenue: '40.00' });
    expect(await today()).toMatchObject({ orders: 1, revenue: '25.00', commission: '2.50' });
    const after = await today({});
    expect(after.orders - before.orders).toBe(1);
    expect(Number(after.revenue) - Number(before.revenue)).toBeCloseTo(25);
    expect(await differences()).toBe(0);
  });

  test('count a late order in the quarter of an hour in which the customer ordered', async () => {
    const { pixelId } = affiliate;
    const orderedAt = new Date(Date.now() - 3 * 24 * HOUR).toISOString();
    await convert(hub, { pixelId, orderId: `old-${serial}`, revenue: '7.00', orderedAt });
    await fold();
    const day = orderedAt.slice(0, 10);
    const params = {
      metric: 'revenue',
      from: day,
      to: day,
      zone: 'UTC',
      grain: 'quarter',
      affiliateId: affiliate.id,
    };
    const { points, total } = await get('time-series', params);
    expect(total).toBe('7.00');
    const [found, ...others] = points.filter(({ value }: { value: string }) => value !== '0.00');
    expect(others).toEqual([]);
    expect([found.start <= orderedAt, orderedAt < found.end, found.isComplete]).toEqual([true, true, true]);
    // Also where whole days are read, which were added up before it came.
    const month = await get('time-series', {
      metric: 'revenue',
      preset: '90d',
      grain: 'month',
      affiliateId: affiliate.id,
    });
    expect(month.total).toBe('7.00');
  });

  test('stay what the raw rows add up to, whatever happens in whatever order', async () => {
    const steps = fc.array(
      fc.record({
        what: fc.constantFrom('click', 'order', 'conversion', 'claim', 'refund', 'void', 'approve', 'verify'),
        id: fc.integer({ min: 1, max: 4 }),
        cents: fc.integer({ min: 1, max: 9_999 }),
      }),
      { minLength: 3, maxLength: 14 },
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        run++;
        for (const { what, id, cents } of list) {
          const orderId = `random-${serial}-${run}-${id}`;
          const revenue = (cents / 100).toFixed(2);
          const { pixelId } = affiliate;
          if (what === 'click') await click(hub, { pixelId, visitorId: `v-${run}-${id}` });
          else if (what === 'order') await order({ orderId, revenue });
          else if (what === 'conversion') await convert(hub, { pixelId, orderId, revenue });
          else if (what === 'claim') await convert(hub, { pixelId, orderId, revenue }, asVisitor);
          else if (what === 'refund') {
            await refund({ orderId, refundId: `${cents}`, ...(cents > 9_000 ? {} : { amount: revenue }) });
          } else await move(orderId, what as 'void' | 'approve' | 'verify');
          if (cents % 3 === 0) await fold();
        }
        expect(await differences()).toBe(0);
      }),
      { numRuns: 25 },
    );
    await fold();
    expect(await differences()).toBe(0);
  });
});

/** Moves the order's conversion, if it can be. */
async function move(orderId: string, step: 'void' | 'approve' | 'verify'): Promise<void> {
  const [row] = await query<{ id: number }>(
    hub,
    sql`SELECT id FROM aff_attributions WHERE order_id = ${orderId} LIMIT 1`,
  );
  if (row === undefined) return;
  const { conversions } = hub.deps.services;
  const moving =
    step === 'verify'
      ? conversions.verify(row.id, COMMAND_LINE)
      : conversions.move(row.id, step, COMMAND_LINE);
  await moving.catch(() => undefined);
}

/** Clicks as they were recorded at some instants, with nothing that adds them up. */
async function forgeClicks(
  instants: readonly string[],
  { id, pixelId }: NewAffiliate = affiliate,
): Promise<void> {
  await query(
    hub,
    sql`INSERT INTO aff_clicks (storefront_id, affiliate_id, pixel_id, visitor_key, counted, timestamp, landing_page,
                                referrer, sub_id, user_agent)
        SELECT 1, ${id}, ${pixelId}, 'v:forged', true, at::timestamptz, 'https://shop.example/shoes?x=' || place,
               CASE WHEN place % 2 = 0 THEN 'https://www.Blog.example/post' END, 's' || place % 3,
               'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36'
        FROM unnest(${sql.param([...instants])}::text[]) WITH ORDINALITY AS given(at, place)`,
  );
}

/** As if figures began now: what is stored is still to be filled in. */
async function forgetFigures(): Promise<void> {
  await hub.owner.execute(sql`
    TRUNCATE affiliate_quarters, affiliate_days, affiliate_months, storefront_quarters, storefront_days, click_breakdowns,
             figure_deltas, aff_rollup_deltas`);
  await hub.owner.execute(sql`
    INSERT INTO figure_marks SELECT subject, hub_quarter(now())
    FROM (VALUES ('backfill'), ('breakdowns_from'), ('breakdowns'), ('quarters')) AS mark(subject)
    ON CONFLICT (subject) DO UPDATE SET at = excluded.at`);
  // The hour that is open has its deltas.
  const from = new Date(Math.floor(Date.now() / 900_000) * 900_000);
  await new FigureKeepingDao(hub.deps.work).compare({ from, until: new Date(from.getTime() + HOUR) });
  await fold();
}

function everyQuarter(first: string, last: string): string[] {
  const instants: string[] = [];
  for (let at = Date.parse(first); at < Date.parse(last); at += 900_000)
    instants.push(new Date(at).toISOString());
  return instants;
}

/** What `hub verify` finds wrong with figures and breakdowns; forged clicks are in no rollup. */
async function wrongFigures() {
  const { differences: found } = await new VerifyDao(hub.deps.db).verify();
  return found.filter(({ what }) => /^(figure|breakdown)_/.test(what));
}

describe('days of zones', () => {
  test.each([
    ['Europe/Berlin', '2026-10-25', 25],
    ['Europe/Berlin', '2026-03-29', 23],
    ['Asia/Kathmandu', '2026-05-05', 24],
    ['Australia/Lord_Howe', '2026-10-04', 24],
    ['Australia/Lord_Howe', '2026-04-05', 25],
    ['Africa/Cairo', '2026-04-24', 23],
    ['America/Santiago', '2026-09-06', 23],
  ])('%s, %s: nothing is lost or counted twice', async (zone, day, bars) => {
    const around = [-1, 0, 1].map((days) =>
      new Date(Date.parse(`${day}T00:00Z`) + days * 24 * HOUR).toISOString().slice(0, 10),
    );
    const [dayBefore = '', , dayAfter = ''] = around;
    await forgeClicks(everyQuarter(`${dayBefore}T00:00Z`, `${dayAfter}T23:59Z`));
    await differences();
    await fold();
    const params = { metric: 'clicks', zone, affiliateId: affiliate.id };
    const hours = await get('time-series', { ...params, from: day, to: day, grain: 'hour' });
    expect(hours.points.length).toBe(bars);
    const minutes = (Date.parse(hours.to) - Date.parse(hours.from)) / 60_000;
    expect(hours.total).toBe(minutes / 15);
    expect(hours.points.reduce((sum: number, { value }: { value: number }) => sum + value, 0)).toBe(
      hours.total,
    );
    const days = await get('time-series', { ...params, from: dayBefore, to: dayAfter, grain: 'day' });
    expect(days.points[1].value).toBe(hours.total);
    expect(days.points.map(({ label }: { label: string }) => label)).toEqual(around);
  });
});

describe('the past', () => {
  test('is filled in from raw rows, also when it is interrupted, and no more than once', async () => {
    const { pixelId } = affiliate;
    const now = Date.now();
    const old = [40, 39.9, 20, 2, 1, 0.5].map((days) => new Date(now - days * 24 * HOUR).toISOString());
    await forgeClicks(old);
    const orderedAt = new Date(now - 30 * 24 * HOUR).toISOString();
    await convert(hub, { pixelId, orderId: `past-${serial}`, revenue: '80.00', orderedAt });
    await forgetFigures();
    const series = { metric: 'clicks', preset: '90d', affiliateId: affiliate.id };
    expect(await get('time-series', series)).toMatchObject({ total: 0, missingBefore: expect.any(String) });
    const dao = new FigureKeepingDao(hub.deps.work);
    // Half of it, in steps of a week; a fold in between, and clicks meanwhile.
    for (let step = 0; step < 3; step++) await dao.backfillNext(7 * 24 * 60);
    await fold();
    await click(hub, { pixelId, visitorId: 'meanwhile' });
    const half = await get('time-series', series);
    expect(half.missingBefore).not.toBeNull();
    expect(
      half.points.filter(({ value }: { value: number | null }) => value === null).length,
    ).toBeGreaterThan(50);
    await hub.deps.services.figureKeeper.closeHours();
    await fold();
    const whole = await get('time-series', series);
    expect(whole).toMatchObject({ total: 7, missingBefore: null });
    const money = await get('summary', { preset: '90d', affiliateId: affiliate.id });
    expect(money.money[0]).toMatchObject({ revenue: { value: '80.00' }, commission: { value: '8.00' } });
    await hub.deps.services.figureKeeper.closeHours();
    await hub.deps.services.figureKeeper.compareDays();
    await fold();
    expect((await get('time-series', series)).total).toBe(7);
    expect(await wrongFigures()).toEqual([]);
  });
});

describe('where clicks came from', () => {
  const dimensions = ['landingPath', 'referrerHost', 'subId', 'device', 'browser'] as const;
  const total = (rows: { clicks: number }[]) => rows.reduce((sum, { clicks }) => sum + clicks, 0);

  test('adds up to the clicks of the days, by each dimension, also while the hour is open', async () => {
    const { pixelId } = affiliate;
    await query(
      hub,
      sql`UPDATE storefronts SET time_zone = 'Asia/Kathmandu', allowed_origins = '{https://shop.example}'`,
    );
    const now = Date.now();
    await forgeClicks(
      Array.from({ length: 150 }, (_, place) => new Date(now - place * 1_800_000 - 900_000).toISOString()),
    );
    await forgetFigures();
    await hub.deps.services.figureKeeper.closeHours();
    const open = { pixelId, visitorId: 'open', landingPage: 'https://shop.example/?utm_source=x' };
    await click(hub, { ...open, referrer: 'https://www.shop.example/cart' });
    await fold();
    const range = { preset: '7d', affiliateId: affiliate.id };
    const summary = await get('summary', { ...range, zone: 'Asia/Kathmandu' });
    expect(summary.clicks.value).toBe(151);
    for (const dimension of dimensions) {
      const breakdown = await get('breakdown', { ...range, dimension });
      expect(breakdown).toMatchObject({
        total: 151,
        zone: 'Asia/Kathmandu',
        from: summary.from,
        to: summary.to,
      });
      expect(total(breakdown.rows) + breakdown.other).toBe(151);
      // Whole storefront.
      const all = await get('breakdown', { preset: '7d', dimension });
      expect(total(all.rows) + all.other).toBe(all.total);
      const allClicks = await get('summary', { preset: '7d', zone: 'Asia/Kathmandu' });
      expect(all.total).toBe(allClicks.clicks.value);
    }
    const rowsOf = async (dimension: string) => (await get('breakdown', { ...range, dimension })).rows;
    expect(await rowsOf('landingPath')).toEqual([
      { value: '/shoes', clicks: 150 },
      { value: '/', clicks: 1 },
    ]);
    expect(await rowsOf('referrerHost')).toEqual([
      { value: null, clicks: 75 },
      { value: 'blog.example', clicks: 75 },
      { value: '(internal)', clicks: 1 },
    ]);
    expect(await rowsOf('browser')).toEqual([{ value: 'Chrome', clicks: 151 }]);
    expect(await rowsOf('device')).toEqual([{ value: 'desktop', clicks: 151 }]);
    expect(await get('breakdown', { ...range, dimension: 'subId', limit: 1 })).toMatchObject({
      rows: [{ value: 's0', clicks: 50 }],
      other: 101,
    });
    expect(await wrongFigures()).toEqual([]);
  });

  test('keeps the values with most clicks of a day that is over; the others stay in the sum', async () => {
    const instants = Array.from({ length: 64 }, (_, place) =>
      new Date(Date.now() - 5 * 24 * HOUR + place).toISOString(),
    );
    await forgeClicks(instants);
    await query(
      hub,
      sql`
      UPDATE aff_clicks SET landing_page = '/' || CASE WHEN id % 2 = 0 THEN 'often' ELSE 'page-' || id END
      WHERE affiliate_id = ${affiliate.id}`,
    );
    await forgetFigures();
    await hub.deps.services.figureKeeper.closeHours();
    await fold();
    const [day] = await query<{ kept: number; clicks: number }>(
      hub,
      sql`SELECT (SELECT count(*)::integer FROM jsonb_object_keys(landing_paths)) AS kept, clicks
          FROM click_breakdowns WHERE affiliate_id = ${affiliate.id}`,
    );
    expect(day).toEqual({ kept: 20, clicks: 64 });
    const {
      rows,
      other,
      total: all,
    } = await get('breakdown', {
      ...{ preset: '7d', affiliateId: affiliate.id, dimension: 'landingPath', limit: 200 },
    });
    expect(rows[0]).toEqual({ value: '/often', clicks: 32 });
    expect([rows.length, other, all]).toEqual([20, 64 - 32 - 19, 64]);
    expect(await wrongFigures()).toEqual([]);
  });

  test('stays as it was when a visitor is erased, and hub verify finds nothing wrong', async () => {
    const { pixelId } = affiliate;
    await click(hub, { pixelId, visitorId: 'erased-visitor', landingPage: '/gone' });
    await fold();
    await hub.deps.services.privacy.eraseVisitor('erased-visitor', COMMAND_LINE);
    expect(await today()).toMatchObject({ clicks: 1 });
    expect(await differences()).toBe(0);
    expect(await wrongFigures()).toEqual([]);
  });
});

describe('an order that a version of the hub without figures changed', () => {
  test('is corrected by the comparison of the night', async () => {
    const { pixelId } = affiliate;
    const orderedAt = new Date(Date.now() - 100 * 24 * HOUR).toISOString();
    const { body } = await convert(hub, { pixelId, orderId: `former-${serial}`, revenue: '9.00', orderedAt });
    await fold();
    await query(
      hub,
      sql`
      UPDATE aff_attributions SET status = 'void', updated_at = now() WHERE id = ${body.attributionId}`,
    );
    expect((await wrongFigures()).length).toBe(3);
    await hub.deps.services.figureKeeper.compareDays();
    await fold();
    expect(await wrongFigures()).toEqual([]);
    const day = orderedAt.slice(0, 10);
    expect(
      await get('summary', { from: day, to: day, zone: 'UTC', affiliateId: affiliate.id }),
    ).toMatchObject({
      orders: { value: 0 },
      money: [{ revenue: { value: '0.00' } }],
    });
  });
});

describe('lists and funnels', () => {
  test('a funnel says how far orders have come', async () => {
    const { pixelId } = affiliate;
    const ids: number[] = [];
    for (const name of ['a', 'b', 'c', 'd']) {
      const { body } = await convert(hub, { pixelId, orderId: `funnel-${serial}-${name}`, revenue: '1.00' });
      ids.push(body.attributionId);
    }
    const { conversions, markPaid } = hub.deps.services;
    const [first = 0, second = 0, third = 0] = ids;
    for (const id of [first, second]) await conversions.move(id, 'approve', COMMAND_LINE);
    await markPaid.markPaid(first, await goAlone(hub));
    await conversions.move(third, 'void', COMMAND_LINE);
    await click(hub, { pixelId, visitorId: 'x' });
    await fold();
    expect(await get('funnel', { preset: 'today', affiliateId: affiliate.id })).toMatchObject({
      ...{ clicks: 1, orders: 3, approved: 2, paid: 1 },
    });
  });

  test('the top list has the figures that the affiliates’ own answers have', async () => {
    const { pixelId } = affiliate;
    const orderedAt = (days: number) => new Date(Date.now() - days * 24 * HOUR).toISOString();
    for (const [name, days, revenue] of [
      ['now', 0.01, '900000.00'],
      ['weeks', 20, '500000.00'],
      ['months', 70, '400000.00'],
      ['before', 200, '3.00'],
    ] as const) {
      await convert(hub, { pixelId, orderId: `top-${serial}-${name}`, revenue, orderedAt: orderedAt(days) });
    }
    await fold();
    for (const preset of ['7d', '28d', '90d', 'thisYear']) {
      const params = { preset, zone: 'Asia/Kathmandu' };
      const { rows, comparison } = await get('top-affiliates', { ...params, limit: 1 });
      const own = await get('summary', { ...params, affiliateId: affiliate.id });
      const [{ revenue, commission }] = own.money;
      expect(rows).toMatchObject([
        {
          ...{ affiliateId: affiliate.id, handle: affiliate.handle, storefront: 'default', currency: 'USD' },
          ...{ orders: own.orders.value, revenue: revenue.value, commission: commission.value },
          ...{ comparison: revenue.comparison, change: revenue.change },
        },
      ]);
      expect(comparison).toEqual(own.comparison);
    }
  });

  test('today’s page has the same figures, the series of both days, and stock', async () => {
    const { pixelId } = affiliate;
    await click(hub, { pixelId, visitorId: 'overview' });
    await order({ pixelId, orderId: `overview-${serial}`, revenue: '12.00' });
    await call(hub, {
      ...{ method: 'POST', url: '/api/inventory/products', headers: asSecret },
      body: { sku: `OUT-${serial}`, name: 'Out', stock: 0, threshold: 5 },
    });
    await hub.deps.services.ops.scanNow();
    await fold();
    const day = await get('today', { zone: 'Asia/Kathmandu' });
    const summary = await get('summary', { preset: 'today', zone: 'Asia/Kathmandu' });
    expect(day).toMatchObject({ clicks: { value: summary.clicks.value }, money: summary.money });
    const { points, comparison } = day.series;
    expect([points.length, comparison.length]).toEqual([24, 24]);
    const sum = points.reduce((all: number, { clicks }: { clicks: number | null }) => all + (clicks ?? 0), 0);
    expect(sum).toBe(day.clicks.value);
    expect(points.at(-1)).toMatchObject(
      day.asOf < points.at(-1).start ? { clicks: null } : { isComplete: false },
    );
    expect(day.lowStock).toMatchObject({
      count: 1,
      products: [{ sku: `OUT-${serial}`, stock: 0, threshold: 5 }],
    });
    expect(day.openAlerts).toEqual({ total: 1, outOfStock: 1, low: 0 });
    expect(day.topAffiliates.length).toBeGreaterThan(0);
  });

  test('a thousand watchers of today cost one look a second', async () => {
    let asked = 0;
    const { figures } = hub.deps.services;
    const sums = figures.sum.bind(figures);
    figures.sum = (...input) => {
      asked++;
      return sums(...input);
    };
    const { today: page } = hub.deps.services;
    const all = { storefrontId: null };
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, () => page.get({ zone: 'Europe/Paris' }, all)),
    );
    figures.sum = sums;
    // The first one's at once; the next one is everybody else's.
    expect(asked).toBe(2);
    expect(new Set(answers).size).toBe(2);
  });
});

describe('the stock of a product over time', () => {
  test('has its level at the end of each day, the lowest of it, and what was sold', async () => {
    const sku = `STOCK-${serial}`;
    await call(hub, {
      ...{ method: 'POST', url: '/api/inventory/products', headers: asSecret },
      body: { sku, name: 'Stock', stock: 10, threshold: 3 },
    });
    const moves = [
      { days: 3, delta: -4, type: 'sale', stock: 6 },
      { days: 3, delta: -5, type: 'sale', stock: 1 },
      { days: 3, delta: 9, type: 'restocked', stock: 10 },
      { days: 1, delta: -2, type: 'sale', stock: 8 },
    ];
    await query(
      hub,
      sql`UPDATE inventory_events SET timestamp = now() - interval '5 days' WHERE sku = ${sku}`,
    );
    for (const { days, delta, type, stock } of moves) {
      await query(
        hub,
        sql`
        INSERT INTO inventory_events (sku, event_type, old_stock, new_stock, quantity_delta, timestamp)
        VALUES (${sku}, ${type}, ${stock - delta}, ${stock}, ${delta}, now() - make_interval(days => ${days}))`,
      );
    }
    const { points, threshold, grain } = await get(`stock-history/${sku}`, { preset: '7d', zone: 'UTC' });
    expect([threshold, grain]).toEqual([3, 'day']);
    const told = points.map(({ stock, lowest, sold }: Record<string, number | null>) => [
      stock,
      lowest,
      sold,
    ]);
    expect(told).toEqual([
      [null, null, null],
      [10, 10, 0],
      [10, 10, 0],
      [10, 1, 9],
      [10, 10, 0],
      [8, 8, 2],
      [8, 8, 0],
    ]);
  });
});

describe('what cannot be answered', () => {
  test.each([
    ['time-series?metric=clicks&from=2016-01-01&to=2026-01-01&grain=hour', 400, /^grain: hour takes ranges/],
    ['time-series?metric=clicks&from=1901-01-01&to=2026-01-01', 400, /^from: /],
    ['time-series?metric=clicks&from=2026-02-30&to=2026-03-01', 400, /^from: /],
    ['summary?preset=today&zone=Europe/Atlantis', 400, /^zone: /],
    ['summary?storefront=nowhere', 400, /^storefront: /],
    ['summary?affiliateId=999999', 404, /affiliate/],
    ['summary?to=2026-03-01', 400, /^from: /],
    ['stock-history/nothing', 404, /SKU/],
  ])('%s', async (path, status, message) => {
    const answer = await call(hub, { method: 'GET', url: `/api/analytics/${path}` });
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toMatch(message);
  });

  test('ten years are answered, by months', async () => {
    const { grain, points } = await get('time-series', {
      metric: 'clicks',
      from: '2016-12-01',
      to: '2026-11-30',
    });
    expect([grain, points.length]).toEqual(['month', 120]);
  });

  test('clicks that retention deleted are missing, and not none', async () => {
    await hub.owner.execute(sql`INSERT INTO figure_marks VALUES ('clicks', now() - interval '3 days')`);
    const missing = await get('time-series', { metric: 'clicks', preset: '7d', zone: 'UTC' });
    expect(missing.missingBefore).not.toBeNull();
    expect(missing.points.map(({ value }: { value: number | null }) => value === null)).toEqual([
      ...[true, true, true, true, false, false, false],
    ]);
    expect((await get('time-series', { metric: 'orders', preset: '7d' })).missingBefore).toBeNull();
    await hub.owner.execute(sql`DELETE FROM figure_marks WHERE subject = 'clicks'`);
  });
});
