import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, signedIn } from '../support/operator.ts';
import { goAlone } from '../support/payer.ts';
import {
  asVisitor,
  convert,
  count,
  dailyTotals,
  type NewAffiliate,
  newAffiliate,
  query,
} from '../support/shop.ts';

let hub: TestHub;
let operator: Record<string, string>;
let affiliate: NewAffiliate;
beforeAll(async () => {
  hub = await startTestHub();
  await createOperator(hub);
  await goAlone(hub);
  operator = await signedIn(hub);
});
beforeEach(async () => {
  affiliate = await newAffiliate(hub, `partner-${randomUUID()}`);
});
afterAll(() => hub.stop());

type Step = 'approve' | 'mark-paid' | 'void' | 'verify';

const move = (id: number, step: Step) =>
  call(hub, { method: 'POST', url: `/api/affiliates/conversions/${id}/${step}`, headers: operator });

async function create(kind: 'verified' | 'claim', extra: Record<string, unknown> = {}): Promise<number> {
  const body = { pixelId: affiliate.pixelId, orderId: randomUUID(), revenue: '10.00', ...extra };
  const answer = await (kind === 'verified' ? convert(hub, body) : convert(hub, body, asVisitor));
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body.attributionId;
}

const rollup = () => dailyTotals(hub, affiliate.id);

describe('steps', () => {
  const steps: Step[] = ['approve', 'mark-paid', 'void', 'verify'];
  const states: {
    name: string;
    kind: 'verified' | 'claim';
    path: Step[];
    legal: Partial<Record<Step, string>>;
  }[] = [
    {
      name: 'a pending order',
      kind: 'verified',
      path: [],
      legal: { approve: 'approved', void: 'void' },
    },
    {
      name: 'an approved order',
      kind: 'verified',
      path: ['approve'],
      legal: { 'mark-paid': 'paid', void: 'void' },
    },
    { name: 'a paid order', kind: 'verified', path: ['approve', 'mark-paid'], legal: {} },
    { name: 'a void order', kind: 'verified', path: ['void'], legal: {} },
    { name: 'a claim', kind: 'claim', path: [], legal: { void: 'void', verify: 'pending' } },
    { name: 'a void claim', kind: 'claim', path: ['void'], legal: {} },
    {
      name: 'a verified claim',
      kind: 'claim',
      path: ['verify'],
      legal: { approve: 'approved', void: 'void' },
    },
  ];

  test.each(states)('$name', async ({ kind, path, legal }) => {
    for (const step of steps) {
      const id = await create(kind);
      for (const before of path) expect((await move(id, before)).status).toBe(200);
      const before = await rollup();
      const { status, body } = await move(id, step);
      const to = legal[step];
      if (to === undefined) {
        expect({ step, status, code: body.error?.code }).toEqual({ step, status: 409, code: 'conflict' });
        expect(await rollup()).toEqual(before);
      } else {
        expect({ step, status, to: body.status }).toEqual({ step, status: 200, to });
      }
    }
  });

  test('an unknown conversion is 404', async () => {
    for (const step of steps) expect((await move(2_147_483_647, step)).status).toBe(404);
  });

  test('20 operators void one order once', async () => {
    const id = await create('verified');
    await create('verified');
    const statuses = (await Promise.all(Array.from({ length: 20 }, () => move(id, 'void')))).map(
      ({ status }) => status,
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(19);
    expect(await rollup()).toEqual({ conversions: 1, revenue: '10.00' });
  });

  test('an order is either approved or void when both are asked for at once', async () => {
    for (let round = 0; round < 10; round++) {
      const id = await create('verified');
      const [paid, voided] = await Promise.all([
        move(id, 'approve').then(() => move(id, 'mark-paid')),
        move(id, 'void'),
      ]);
      expect([paid.status, voided.status].sort()).toEqual([200, 409]);
    }
  });
});

describe('void', () => {
  test('is booked on the conversion’s own day', async () => {
    const id = await create('verified');
    await hub.deps.db.execute(
      sql`UPDATE aff_attributions SET timestamp = timestamp - interval '3 days' WHERE id = ${id}`,
    );
    await hub.deps.db.execute(
      sql`UPDATE aff_daily_rollups SET day = day - 3 WHERE affiliate_id = ${affiliate.id}`,
    );
    await move(id, 'void');
    const rows = await query(
      hub,
      sql`SELECT conversions, revenue, (now() AT TIME ZONE 'UTC')::date - day AS age
          FROM aff_daily_rollups WHERE affiliate_id = ${affiliate.id}`,
    );
    expect(rows).toEqual([{ conversions: 0, revenue: '0.00', age: 3 }]);
  });
});

test('a claim that nobody has verified says so', async () => {
  const refused = await move(await create('claim'), 'approve');
  expect(refused.body.error.message).toBe(
    'this is a claim: it cannot become approved before somebody verifies it',
  );
});

describe('a verified call for a claimed order', () => {
  test('promotes the same pixel’s claim: one row, the verified amounts, the rollup corrected', async () => {
    const orderId = randomUUID();
    const claim = await create('claim', { orderId, revenue: '500.00' });
    const verified = await create('verified', { orderId, revenue: '80.00', commission: '4.00' });
    expect(verified).toBe(claim);
    expect(
      await query(
        hub,
        sql`SELECT kind, status, revenue, commission FROM aff_attributions WHERE order_id = ${orderId}`,
      ),
    ).toEqual([{ kind: 'verified', status: 'pending', revenue: '80.00', commission: '4.00' }]);
    expect(await rollup()).toEqual({ conversions: 1, revenue: '80.00' });
  });

  test('brings a void claim back into the metrics', async () => {
    const orderId = randomUUID();
    const claim = await create('claim', { orderId, revenue: '500.00' });
    await move(claim, 'void');
    expect(await rollup()).toEqual({ conversions: 0, revenue: '0.00' });
    expect(await create('verified', { orderId, revenue: '80.00' })).toBe(claim);
    expect(await rollup()).toEqual({ conversions: 1, revenue: '80.00' });
  });

  test('keeps the books right while an operator voids the claim', async () => {
    const orders = Array.from({ length: 25 }, () => randomUUID());
    const claims = await Promise.all(orders.map((orderId) => create('claim', { orderId, revenue: '5.00' })));
    await Promise.all(
      orders.flatMap((orderId, index) => [
        move(claims[index] ?? 0, 'void'),
        create('verified', { orderId, revenue: '7.00' }),
      ]),
    );
    const [raw] = await query(
      hub,
      sql`SELECT count(*)::integer AS conversions, coalesce(sum(revenue), 0)::numeric(20,2)::text AS revenue
          FROM aff_attributions WHERE affiliate_id = ${affiliate.id} AND status <> 'void'`,
    );
    expect(await rollup()).toEqual(raw);
  });

  test('stands beside other pixels’ claims', async () => {
    const orderId = randomUUID();
    await create('claim', { orderId });
    const other = await newAffiliate(hub, `other-${randomUUID()}`);
    await create('verified', { orderId, pixelId: other.pixelId });
    expect(await count(hub, sql`FROM aff_attributions WHERE order_id = ${orderId}`)).toBe(2);
  });
});

describe('verify', () => {
  test('is refused when the order has its verified conversion, and names it', async () => {
    const orderId = randomUUID();
    const claim = await create('claim', { orderId });
    const other = await newAffiliate(hub, `other-${randomUUID()}`);
    const verified = await create('verified', { orderId, pixelId: other.pixelId });
    const { status, body } = await move(claim, 'verify');
    expect(status).toBe(409);
    expect(body.error.details).toEqual({ attributionId: verified });
  });

  test('20 claims of one order, all verified at once, leave one verified', async () => {
    const orderId = randomUUID();
    const claims: number[] = [];
    for (let index = 0; index < 20; index++) {
      const { pixelId } = await newAffiliate(hub, `claimant-${randomUUID()}`);
      claims.push(await create('claim', { orderId, pixelId }));
    }
    const statuses = (await Promise.all(claims.map((id) => move(id, 'verify')))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(19);
    expect(
      await count(hub, sql`FROM aff_attributions WHERE order_id = ${orderId} AND kind = 'verified'`),
    ).toBe(1);
  });
});

test('a second claim of a pixel is 409 and tells a stranger nothing', async () => {
  const body = { pixelId: affiliate.pixelId, orderId: randomUUID(), revenue: 1 };
  await convert(hub, body, asVisitor);
  const again = await convert(hub, body, asVisitor);
  expect(again.status).toBe(409);
  expect(again.body.error).not.toHaveProperty('details');
});
