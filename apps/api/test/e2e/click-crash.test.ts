import { afterEach, beforeEach, expect, test } from 'vitest';
import { apiDrill, controlDrill, postgresDrill } from '../../drills/crash-drills.ts';
import type { DrillResult } from '../../drills/drill.ts';
import { renderFindings } from '../../drills/report.ts';
import { DrillSite } from '../../drills/site.ts';
import { apartDrill, crossingDrill } from '../../drills/writers-drill.ts';

/** The drills of `npm run drill`, in small: each keeps its promises, and the control breaks them. */

const KILLS = 2;
const LIMITS = { clicks: 2_000, seconds: 5 };

let site: DrillSite;
beforeEach(async () => {
  site = await DrillSite.open();
});
afterEach(() => site.close());

const expectKept = ({ findings, ledger }: DrillResult) => {
  expect(renderFindings(findings)).toBe('');
  expect(ledger.acknowledged).toBeGreaterThan(50);
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
