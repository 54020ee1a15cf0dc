import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { FAILOVER, failoverDrill } from './failover-drill.ts';
import { FailoverSite } from './failover-site.ts';
import { renderFindings } from './report.ts';

/** The drill of `npm run drill -- failover`, in small. */

let site: FailoverSite;
beforeEach(async () => {
  site = await FailoverSite.open({ template: inject('templateDataDir') });
});
afterEach(() => site.close());

test('a failover to a standby that takes no writes yet costs no event and no visitor', async () => {
  const { findings, sentEvents } = await failoverDrill(site, {
    ...FAILOVER,
    ends: ['killed'],
    readOnlyMs: 2_500,
    calmMs: 500,
    resetsMs: 2_000,
    // Test machines do ten other things.
    isTimed: false,
  });
  const kept = findings.filter(({ detail }) => !detail.startsWith('no answer in time'));
  expect(renderFindings(kept)).toBe('');
  expect(sentEvents.acknowledged).toBeGreaterThan(100);
  expect(sentEvents.retried).toBeGreaterThan(0);
});
