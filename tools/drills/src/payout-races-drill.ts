import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AlertDrillResult } from './alert-drill.ts';
import { auditPayouts, readStandings, readStatuses } from './payout-books.ts';
import { again, type DeskAnswer, type Order, type Partner, PayoutDesk } from './payout-desk.ts';
import type { DrillSite } from './site.ts';
import { countDeadlocks } from './writers-drill.ts';

/** What happens to a partner's orders while a batch is made of what they are owed. */
const DEEDS = ['refunded', 'disputed', 'voided', 'matured'] as const;
type Deed = (typeof DEEDS)[number];

const LANES = 4;
/** One of the two is sent later by up to this. */
const APART_MS = 60;

/** In cents: what the first order earns, which is payable, and the second, which is not yet. */
const [FIRST, SECOND] = [1000, 500];

/** What happened in one round. */
interface Round {
  deed: Deed;
  partner: Partner;
  first: Order;
  second: Order;
  /** In cents; null: there was nothing to pay. */
  batched: number | null;
  /** Whether what happened to the order was taken. */
  isTaken: boolean;
}

/**
 * Makes a batch by one process while an order is refunded, disputed, voided or matures by the other; hands the batch over
 * and settles it. Whoever comes first, what was paid, what is owed and what is left must come to what was earned.
 */
export async function payoutRacesDrill(
  site: DrillSite,
  { rounds: howMany }: { rounds: number },
): Promise<AlertDrillResult> {
  const startedAt = Date.now();
  const hubs = [await site.startHub(), await site.startHub()] as const;
  const [one, other] = [hubs[0].origin, hubs[1].origin];
  const desk = await PayoutDesk.open(other, site.dataDirOf(hubs[1]));
  const rounds: Round[] = [];
  const findings: string[] = [];
  let next = 0;
  const lane = async () => {
    while (next < howMany) {
      const number = next++;
      const deed = DEEDS[number % DEEDS.length] ?? 'refunded';
      try {
        rounds.push(
          await race(desk, { number, deed, origins: number % 8 < 4 ? [one, other] : [other, one] }),
        );
      } catch (error) {
        findings.push(`round ${number} (${deed}): ${error instanceof Error ? error.message : error}`);
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  for (const hub of hubs) await hub.stop();
  const deadlocks = await countDeadlocks(site);
  if (deadlocks > 0) findings.push(`PostgreSQL detected ${deadlocks} deadlocks`);
  findings.push(...(await judge(site, rounds)), ...(await auditPayouts(site)));
  return {
    ...{ name: 'payouts, a batch and an order at once', findings, seconds: (Date.now() - startedAt) / 1000 },
    header: ['meanwhile the order is', 'rounds', 'the batch came first', 'the order came first', 'refused'],
    rows: DEEDS.map((deed) => {
      const own = rounds.filter((round) => round.deed === deed);
      const batchFirst = own.filter(({ batched }) => batched === FIRST).length;
      const refused = own.filter(({ isTaken }) => !isTaken).length;
      return [deed, own.length, batchFirst, own.length - batchFirst, refused];
    }),
  };
}

async function race(
  desk: PayoutDesk,
  { number, deed, origins: [one, other] }: { number: number; deed: Deed; origins: readonly [string, string] },
): Promise<Round> {
  const partner = await desk.partner(one, `race-${number}`);
  const first = await desk.order(one, partner, '100.00');
  const second = await desk.order(one, partner, '50.00');
  await desk.approve(one, first);
  const draft = { rail: 'manual', currency: 'USD', minimum: 1, affiliateIds: [partner.id] };
  const later = randomInt(APART_MS);
  const [batch, done] = await Promise.all([
    sleep(number % 2 === 0 ? later : 0).then(() =>
      again(() => desk.ask(one, 'POST', '/api/payouts/batches', draft)),
    ),
    sleep(number % 2 === 0 ? 0 : later).then(() => act(desk, other, deed, { first, second })),
  ]);
  if (batch.status !== 201 && batch.status !== 409) {
    throw new Error(`the batch was answered ${batch.status} ${JSON.stringify(batch.body)}`);
  }
  if (done.status !== 409 && !(typeof done.status === 'number' && done.status < 300)) {
    throw new Error(`what happened was answered ${done.status} ${JSON.stringify(done.body)}`);
  }
  if (batch.status === 201) {
    for (const step of ['approve', 'submit', 'settle']) {
      await desk.demand(
        number % 3 === 0 ? one : other,
        'POST',
        `/api/payouts/batches/${batch.body.id}/${step}`,
        {},
      );
    }
  }
  const batched = batch.status === 201 ? Math.round(Number(batch.body.total) * 100) : null;
  return { deed, partner, first, second, batched, isTaken: done.status !== 409 };
}

function act(
  desk: PayoutDesk,
  origin: string,
  deed: Deed,
  { first, second }: { first: Order; second: Order },
): Promise<DeskAnswer> {
  const { orderId, conversionId } = first;
  switch (deed) {
    case 'refunded':
      return desk.report(origin, '/api/affiliates/refunds', { orderId, refundId: 'half', amount: '50.00' });
    case 'disputed': {
      const dispute = { orderId, disputeId: `of ${orderId}`, amount: '100.00', state: 'opened' };
      return desk.report(origin, '/api/affiliates/disputes', dispute);
    }
    case 'voided':
      return again(() => desk.ask(origin, 'POST', `/api/affiliates/conversions/${conversionId}/void`, {}));
    case 'matured': {
      const approved = `/api/affiliates/conversions/${second.conversionId}/approve`;
      return again(() => desk.ask(origin, 'POST', approved, {}));
    }
  }
}

/** What a batch may have come to, whoever came first. */
const POSSIBLE: Record<Deed, readonly (number | null)[]> = {
  refunded: [FIRST, FIRST / 2],
  disputed: [FIRST, null],
  voided: [FIRST, null],
  matured: [FIRST, FIRST + SECOND],
};

async function judge(site: DrillSite, rounds: readonly Round[]): Promise<string[]> {
  const [standings, statuses] = [await readStandings(site), await readStatuses(site)];
  return rounds.flatMap(({ deed, partner, first, second, batched, isTaken }) => {
    const standing = standings.get(partner.id);
    const paid = batched ?? 0;
    const isFirst = batched === FIRST;
    const owed = { refunded: FIRST / 2, disputed: 0, voided: isTaken ? 0 : FIRST, matured: FIRST + SECOND }[
      deed
    ];
    const expected = {
      pending: deed === 'matured' ? 0 : SECOND,
      payable: owed - paid,
      held: deed === 'disputed' ? FIRST : 0,
      ...{ inPayout: 0, paid },
    };
    const status = statuses.get(first.conversionId);
    const isPaid = isFirst ? deed !== 'disputed' && (deed !== 'voided' || !isTaken) : batched !== null;
    const expectedStatus = isPaid ? 'paid' : deed === 'voided' ? 'void' : 'approved';
    const secondPaid = statuses.get(second.conversionId) === 'paid';
    const problems = [
      ...(POSSIBLE[deed].includes(batched) ? [] : [`the batch came to ${batched}`]),
      ...(Object.entries(expected).every(
        ([place, cents]) => standing?.[place as keyof typeof expected] === cents,
      )
        ? []
        : [`${JSON.stringify(standing)}, and must be ${JSON.stringify(expected)}`]),
      ...(status === expectedStatus ? [] : [`its order is ${status}, and must be ${expectedStatus}`]),
      ...(secondPaid === (batched === FIRST + SECOND) ? [] : [`its second order is paid: ${secondPaid}`]),
    ];
    return problems.map((problem) => `partner ${partner.id} (${deed}): ${problem}`);
  });
}
