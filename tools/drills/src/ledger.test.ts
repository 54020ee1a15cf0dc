import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { partnerDrill } from './ledger-drill.ts';
import { orderKillsDrill } from './order-kills-drill.ts';
import { renderFindings } from './report.ts';
import { DrillSite } from './site.ts';

/** The drills of the ledger, in small. */

let site: DrillSite;
beforeEach(async () => {
  site = await DrillSite.open({ template: inject('templateDataDir') });
});
afterEach(() => site.close());

test('many writers of two processes on one partner: every sum is exact, and nobody waits in a circle', async () => {
  const { findings, sentEvents } = await partnerDrill(site, { writers: 40, ordersEach: 2 });
  expect(renderFindings(findings)).toBe('');
  expect(sentEvents.acknowledged).toBeGreaterThan(80);
});

test('a hub killed within an order, or right after it: nothing is lost or doubled, transfers neither', async () => {
  const { findings, kills } = await orderKillsDrill(site, { deeds: ['order', 'refund'], every: 5 });
  expect(renderFindings(findings)).toBe('');
  expect(kills).toBeGreaterThanOrEqual(4);
});
