import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import { expect, inject, test } from 'vitest';
import { hasHaproxy } from './haproxy.ts';
import { renderFindings } from './report.ts';
import { rollingDrill } from './rolling-drill.ts';
import { DrillSite } from './site.ts';

test.skipIf(!hasHaproxy())(
  'hubs behind HAProxy are restarted one after the other, and nobody notices',
  async () => {
    const site = await DrillSite.open({ template: inject('templateDataDir') });
    try {
      const result = await rollingDrill(site, { requests: 500 });
      if ('skipped' in result) throw new Error(result.skipped);
      expect(renderFindings(result.findings)).toBe('');
      expect(result.sentEvents.retried).toBe(0);
      expect(result.sentEvents.acknowledged).toBeGreaterThan(100);
    } finally {
      await site.close();
    }
  },
);
