import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoPartners, demoProducts } from '../../src/domains/demo/catalogue.ts';
import { simulateYear } from '../../src/domains/demo/demo-year.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { asSecret, count } from '../support/shop.ts';

const DAYS = 40;

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub({ isDemo: true });
  // Figures begin with the migration, and the fill only later: quarters of an hour end in between.
  await hub.owner.execute(sql`
    UPDATE figure_marks SET at = at - interval '1 day' WHERE subject IN ('quarters', 'breakdowns')`);
  await hub.deps.services.demo.fill({ days: DAYS });
});
afterAll(() => hub.stop());

test('the books of a filled hub are right', async () => {
  await hub.deps.services.affiliates.foldRollups();
  const { compared, differences } = await new VerifyDao(hub.deps.db).verify();
  expect(differences).toEqual([]);
  expect(compared.clicks).toBeGreaterThan(DAYS * 100);
  expect(compared.products).toBe(demoProducts.length);
});

test('its owner signs in, and its lists are full', async () => {
  const { body: affiliates } = await call(hub, { method: 'GET', url: '/api/affiliates', headers: asSecret });
  expect(affiliates).toHaveLength(demoPartners.length);
  const { body: orders } = await call(hub, {
    method: 'GET',
    url: '/api/orders?limit=500',
    headers: asSecret,
  });
  const placed = orders as { orderedAt: string }[];
  expect(placed.length).toBeGreaterThan(DAYS * 4);
  const times = placed.map(({ orderedAt }) => Date.parse(orderedAt));
  expect(Math.min(...times)).toBeGreaterThan(Date.now() - (DAYS + 1) * 86_400_000);
  expect(await count(hub, sql`FROM alert_episodes`)).toBeGreaterThan(0);
  expect(await count(hub, sql`FROM aff_refunds`)).toBeGreaterThan(0);
});

test('everybody is told that it is a demo', async () => {
  const state = await call(hub, { method: 'GET', url: '/trpc/admin/ops.getSetupState', headers: {} });
  expect(state.body.result.data).toEqual({ needsFirstOperator: false, isDemo: true });
});

test('a hub with anybody’s data is left alone', async () => {
  await expect(hub.deps.services.demo.fill()).rejects.toThrow('Nothing was changed');
  expect(await count(hub, sql`FROM affiliates`)).toBe(demoPartners.length);
});

test('the same year is made up for the same seed and time, and another for another seed', () => {
  const now = new Date('2026-11-20T15:30:00Z');
  const year = (seed: number) => JSON.stringify(simulateYear({ now, seed, days: 60 }));
  expect(year(1)).toBe(year(1));
  expect(year(1)).not.toBe(year(2));
});

test('nothing of it is still to come, and no shelf goes below nothing', () => {
  const now = new Date('2026-11-20T15:30:00Z');
  const { clicks, orders, movements, episodes } = simulateYear({ now, seed: 3 });
  for (const { at } of [...clicks, ...orders, ...movements]) expect(at.getTime()).toBeLessThan(now.getTime());
  for (const { resolvedAt } of episodes) expect(resolvedAt?.getTime() ?? 0).toBeLessThan(now.getTime());
  expect(Math.min(...movements.map(({ stock }) => stock))).toBe(0);
});
