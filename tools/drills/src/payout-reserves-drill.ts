import type { AlertDrillResult } from './alert-drill.ts';
import { auditPayouts, readStandings } from './payout-books.ts';
import { again, type DeskAnswer, PayoutDesk } from './payout-desk.ts';
import type { DrillSite } from './site.ts';
import { countDeadlocks } from './writers-drill.ts';

/** How many ask at the same time; the others wait until one of them was answered. */
const TOGETHER = 50;
const EARNED = 1000;

/** Many drafts of one partner by two processes at once: one of them gets what is payable, and all others are told why not. */
export async function payoutReservesDrill(
  site: DrillSite,
  { drafts }: { drafts: number },
): Promise<AlertDrillResult> {
  const startedAt = Date.now();
  const hubs = [await site.startHub(), await site.startHub()] as const;
  const origins = hubs.map(({ origin }) => origin);
  const desk = await PayoutDesk.open(hubs[1].origin, site.dataDirOf(hubs[1]));
  const partner = await desk.partner(hubs[0].origin, 'wanted');
  await desk.approve(hubs[0].origin, await desk.order(hubs[0].origin, partner, '100.00'));
  const answers: DeskAnswer[] = [];
  let sent = 0;
  const send = async () => {
    while (sent < drafts) {
      const origin = origins[sent++ % origins.length] ?? '';
      const draft = { rail: 'manual', currency: 'USD', minimum: 1, affiliateIds: [partner.id] };
      answers.push(await again(() => desk.ask(origin, 'POST', '/api/payouts/batches', draft)));
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, send));
  for (const hub of hubs) await hub.stop();
  const won = answers.filter(({ status }) => status === 201).length;
  const told = answers.filter(
    ({ status, body }) => status === 409 && body.error?.message === 'nothing is payable in USD',
  );
  const others = answers.filter((answer) => answer.status !== 201 && !told.includes(answer));
  const deadlocks = await countDeadlocks(site);
  const standing = (await readStandings(site)).get(partner.id);
  return {
    ...{ name: 'payouts, drafts of one balance at once', seconds: (Date.now() - startedAt) / 1000 },
    header: ['drafts', 'won', 'told that nothing is payable', 'other answers', 'deadlocks'],
    rows: [[drafts, won, told.length, others.length, deadlocks]],
    findings: [
      ...(won === 1 ? [] : [`${won} drafts won`]),
      ...others.map(({ status, body }) => `a draft was answered ${status} ${JSON.stringify(body)}`),
      ...(deadlocks === 0 ? [] : [`PostgreSQL detected ${deadlocks} deadlocks`]),
      ...(standing?.payable === 0 && standing.inPayout === EARNED
        ? []
        : [`the partner has ${JSON.stringify(standing)}`]),
      ...(await auditPayouts(site)),
    ],
  };
}
