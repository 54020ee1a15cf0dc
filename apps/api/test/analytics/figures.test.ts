import { FigureKeepingDao } from '@dreamteamhub/db/analytics';
import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
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
  const search = new URLSearchParams(Object.entries(params).map(([key, value]) => [key, String(value)]));
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
