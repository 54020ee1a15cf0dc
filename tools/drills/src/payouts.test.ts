import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { payoutRacesDrill } from './payout-races-drill.ts';
import { payoutReservesDrill } from './payout-reserves-drill.ts';
import { DrillSite } from './site.ts';

/** The drills of payouts, in small. */

let site: DrillSite;
beforeEach(async () => {
  site = await DrillSite.open({ template: inject('templateDataDir') });
});
afterEach(() => site.close());

test('a batch is made while an order is refunded, disputed, voided or matures: every sum is exact', async () => {
  const { findings, rows } = await payoutRacesDrill(site, { rounds: 16 });
  expect(findings).toEqual([]);
  expect(rows).toHaveLength(4);
});

test('many drafts of one balance by two processes: one wins, and the others are told why not', async () => {
  const { findings } = await payoutReservesDrill(site, { drafts: 60 });
  expect(findings).toEqual([]);
});
