import { randomUUID } from 'node:crypto';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { audit } from './audit.ts';
import { apiDrill, controlDrill, postgresDrill } from './crash-drills.ts';
import { createAffiliates, type DrillResult } from './drill.ts';
import { renderFindings } from './report.ts';
import { deliver } from './sender.ts';
import { SentEvents } from './sent-events.ts';
import { DrillSite } from './site.ts';
import { apartDrill, crossingDrill } from './writers-drill.ts';

/** The drills of `npm run drill`, in small: each keeps its promises, and the control breaks them. */

const KILLS = 2;
const LIMITS = { clicks: 2_000, seconds: 5 };

let site: DrillSite;
beforeEach(async () => {
  site = await DrillSite.open({ template: inject('templateDataDir') });
});
afterEach(() => site.close());

const expectKept = ({ findings, sentEvents }: DrillResult) => {
  expect(renderFindings(findings)).toBe('');
  expect(sentEvents.acknowledged).toBeGreaterThan(50);
};

test('whatever was acknowledged survives PostgreSQL, once', async () => {
  expectKept(await postgresDrill(site, KILLS));
});

test('whatever was acknowledged survives the hub, once', async () => {
  expectKept(await apiDrill(site, KILLS));
});

test('without durable commits the same drill finds losses', async () => {
  const { findings } = await controlDrill(site, KILLS);
  expect(findings.filter(({ kind }) => kind === 'lost').length).toBeGreaterThan(0);
});

test.each([
  ['each their own visitors', apartDrill],
  ['the same events in opposite orders', crossingDrill],
])('two processes on one pixel, %s: exact, and no deadlock', async (_, drill) => {
  expectKept(await drill(site, LIMITS));
});

test('an audit finds what is lost, doubled, contradicted, unsent or not in the books', async () => {
  const hub = await site.startHub();
  const [pixelId = ''] = await createAffiliates(hub, 1);
  const sentEvents = new SentEvents();
  const newClick = () => ({
    kind: 'click' as const,
    eventId: randomUUID(),
    pixelId,
    visitorId: randomUUID(),
  });
  const [lost, doubled, contradicted, uncounted] = [newClick(), newClick(), newClick(), newClick()];
  const order = {
    kind: 'order' as const,
    eventId: randomUUID(),
    pixelId,
    orderId: 'order-1',
    revenue: '9.90',
  };
  const lines = [
    { lineId: '1', quantity: 1, net: '6.00' },
    { lineId: '2', quantity: 2, net: '3.00' },
  ];
  const shopOrder = {
    kind: 'shop-order' as const,
    eventId: randomUUID(),
    orderId: 'order-2',
    revenue: '9.00',
    lines,
  };
  const refund = {
    kind: 'refund' as const,
    eventId: randomUUID(),
    orderId: 'order-2',
    amount: '1.00',
    lines: [{ lineId: '2', net: '1.00' }],
  };
  const owed = { ...order, eventId: randomUUID(), orderId: 'order-3' };
  for (const event of [lost, doubled, contradicted, uncounted, order, shopOrder, refund, owed]) {
    await deliver(hub.origin, sentEvents.add(event), sentEvents);
  }
  const findings = () => site.withDatabase((database) => audit(database, sentEvents));
  expect(await findings()).toEqual([]);

  await site.withDatabase(async ({ pool }) => {
    const copy = `INSERT INTO aff_clicks (storefront_id, affiliate_id, pixel_id, visitor_key, counted, reason, event_id)
                  SELECT storefront_id, affiliate_id, pixel_id, visitor_key, false, 'duplicate', $2
                  FROM aff_clicks WHERE event_id = $1`;
    await pool.query(copy, [doubled.eventId, doubled.eventId]);
    await pool.query(copy, [doubled.eventId, randomUUID()]);
    await pool.query('DELETE FROM aff_clicks WHERE event_id = $1', [lost.eventId]);
    await pool.query(`UPDATE aff_clicks SET counted = false, reason = 'bot' WHERE event_id = $1`, [
      uncounted.eventId,
    ]);
    await pool.query(`INSERT INTO ledger_transfers (debit_id, credit_id, currency, amount, cause, cause_id, leg, attribution_id,
                                                    position, event_at, posted_at)
                      SELECT debit_id, credit_id, currency, amount, cause, 'again', leg, attribution_id, position, event_at, posted_at
                      FROM ledger_transfers
                      WHERE attribution_id = (SELECT id FROM aff_attributions WHERE order_id = 'order-3')`);
    await pool.query(`DELETE FROM commissions USING aff_attributions AS attribution
                      WHERE attribution.id = attribution_id AND order_id = 'order-1'`);
    await pool.query(`DELETE FROM aff_attributions WHERE order_id = 'order-1'`);
    await pool.query(`INSERT INTO aff_refunds (storefront_id, order_id, refund_id, amount)
                      SELECT storefront_id, order_id, 'nobody sent this', amount FROM aff_refunds`);
    await pool.query(`UPDATE aff_refunds SET amount = 2 WHERE refund_id = $1`, [refund.eventId]);
    await pool.query('DELETE FROM order_lines WHERE position = 2');
  });
  sentEvents.acknowledge(contradicted, { id: 0, counted: true });

  const found = (await findings()).map(({ kind, detail }) => `${kind}: ${detail}`).sort();
  expect(found).toEqual([
    expect.stringMatching(/^books: clicks of partner-0 .*: booked 4, actually 2$/),
    expect.stringMatching(/^books: commission 0 of order order-3: .*"accrued":198,"accruals":2,"spent":198/),
    expect.stringMatching(/^books: commission_pending of \d+\/0 .*: booked 0, actually 0.99$/),
    expect.stringMatching(/^books: commission_pending of order order-3 .*: booked 0.99, actually 1.98$/),
    expect.stringMatching(/^books: commission_spent of \d+\/0 .*: booked 0, actually 0.99$/),
    expect.stringMatching(/^books: commission_spent of order order-3 .*: booked 0.99, actually 1.98$/),
    expect.stringMatching(/^books: conversions of partner-0 .*: booked 2, actually 1$/),
    expect.stringMatching(/^books: figure_clicks of partner-0 .*: booked 4, actually 2$/),
    expect.stringMatching(/^books: figure_commission of partner-0 .*: booked 1.98, actually 0.99$/),
    expect.stringMatching(/^books: figure_orders of partner-0 .*: booked 2, actually 1$/),
    expect.stringMatching(/^books: figure_orders of storefront default .*: booked 1, actually 2$/),
    expect.stringMatching(/^books: figure_revenue of partner-0 .*: booked 19.80, actually 9.90$/),
    expect.stringMatching(/^books: figure_revenue of storefront default .*: booked 8.00, actually 15.90$/),
    expect.stringMatching(
      /^books: ledger_credits of pending of partner-0, USD .*: booked 1.98, actually 2.97$/,
    ),
    expect.stringMatching(/^books: ledger_seq of pending of partner-0, USD .*: booked 2, actually 3$/),
    expect.stringMatching(/^books: ledger_total of USD .*: booked 1.98, actually 2.97$/),
    expect.stringMatching(/^books: order_lines of order order-2 .*: booked 2, actually 1$/),
    expect.stringMatching(/^books: order_revenue of order order-2 .*: booked 9.00, actually 6.00$/),
    expect.stringMatching(/^books: owed of partner-0, USD .*: booked 1.98, actually 0.99$/),
    expect.stringMatching(/^books: refund_lines of order order-2 .*: booked 2, actually 1.00$/),
    expect.stringMatching(/^books: revenue of partner-0 .*: booked 19.80, actually 9.90$/),
    expect.stringMatching(/^books: verified_conversions of partner-0 .*: booked 2, actually 1$/),
    expect.stringMatching(/^books: verified_revenue of partner-0 .*: booked 19.80, actually 9.90$/),
    expect.stringContaining(`contradicted: click event ${contradicted.eventId}`),
    expect.stringContaining(`doubled: click event ${doubled.eventId}`),
    'doubled: commission 0 of order order-3 was accrued 2 times',
    ...[lost, contradicted, uncounted]
      .map(({ eventId }) => `lost: click event ${eventId}`)
      .sort()
      .map((start) => expect.stringContaining(start)),
    expect.stringContaining(`lost: order event ${order.eventId}`),
    'lost: order order-1 has 0 commissions, and must have 1',
    expect.stringContaining(`lost: refund event ${refund.eventId}`),
    expect.stringContaining(`lost: shop-order event ${shopOrder.eventId}`),
    expect.stringContaining(`miscounted: visitor v:${uncounted.visitorId}`),
    expect.stringContaining('unsent: click of event'),
    expect.stringContaining('unsent: refund nobody sent this'),
  ]);
});
