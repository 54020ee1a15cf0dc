import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@dreamteamhub/harness/product.ts';
import { auditSteps } from './audit-steps.ts';
import { type DrillResult, drill } from './drill.ts';
import type { Target } from './order-points.ts';
import { watchOrders } from './order-points.ts';
import type { DrillSite } from './site.ts';
import { type PersonStep, StepShop } from './step-shop.ts';
import { startWireProxy } from './wire-proxy.ts';

/** What happens to commissions after their orders: by a person, by a person to several, and by the job. */
const STEPS = ['approve', 'bulk approve', 'mark paid', 'mature'] as const;
type Step = (typeof STEPS)[number];

/** Statements from one kill to the next; a bulk change has those of many transactions. */
const STRIDE: Record<Step, number> = { approve: 1, 'bulk approve': 5, 'mark paid': 1, mature: 1 };
/** More statements than any of them has: something else went wrong then. */
const MOST_STATEMENTS = 300;
const MATURED_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 50;

/** The first statement of the job's transaction. */
const MATURING = /from "aff_attributions" where "aff_attributions"\."id" = any[\s\S]*for no key update/i;

export interface StepKills {
  /** Of each step, at least. */
  kills: number;
  steps?: readonly Step[];
}

/**
 * Kills the hub before statements of the transactions that approve commissions, one by one and in bulk, mark them as paid, and
 * make them payable, and right after their commits. People try again, and the job runs after the next start: whatever was
 * asked for is done once. Takes a site with short timings: a killed job is to be noticed soon.
 */
export async function stepKillsDrill(
  site: DrillSite,
  { kills: wanted, steps = STEPS }: StepKills,
): Promise<DrillResult> {
  let target: Target | null = null;
  const proxy = await startWireProxy(
    await site.databaseUrl(),
    watchOrders(() => target),
  );
  const shop = new StepShop(site, { port: await freePort(), databaseUrl: proxy.url });
  let kills = 0;
  /** Resolves once the hub is killed where it says. */
  const aim = (mark: Target['mark'], point: number): Promise<void> => {
    const killed = Promise.withResolvers<void>();
    target = {
      ...{ mark, point, reached: 0 },
      kill: () => {
        target = null;
        kills += 1;
        process.kill(shop.pid, 'SIGKILL');
        killed.resolve();
      },
    };
    return killed.promise;
  };
  const spare = () => {
    target = null;
  };
  try {
    const result = await drill(site, { name: 'ledger, kills within steps' }, async (record) => {
      await shop.open(record);
      for (const step of steps) {
        const enough = kills + wanted;
        for (let round = 0; kills < enough; round++) {
          const first = 1 + (round % STRIDE[step]);
          if (step === 'mature') await killJob(shop, { aim, spare });
          else await killPerson(shop, { step, first, aim, spare });
        }
      }
      await shop.close();
    });
    const findings = await site.withDatabase(({ pool }) => auditSteps(pool, shop.reached));
    return { ...result, kills, findings: [...result.findings, ...findings] };
  } finally {
    await proxy.close();
  }
}

interface Aiming {
  aim(mark: Target['mark'], point: number): Promise<void>;
  spare(): void;
}

/** Kills the hub at one point after the other, each time of a new deed, until a deed has no such point. */
async function killPerson(
  shop: StepShop,
  { step, first, aim, spare }: Aiming & { step: PersonStep; first: number },
): Promise<void> {
  for (let point = first; ; point += STRIDE[step]) {
    if (point > MOST_STATEMENTS) throw new Error(`"${step}" does not end`);
    const deed = await shop.prepare(step);
    const killed = aim(deed.mark, point).then(() => true);
    const done = deed.run();
    const wasKilled = await Promise.race([killed, done.then(() => false)]);
    spare();
    if (wasKilled) await shop.comeBack();
    await done;
    if (!wasKilled) return;
  }
}

/** The same with the job that makes commissions payable, which each start runs: what a kill has interrupted, it does next. */
async function killJob(shop: StepShop, { aim, spare }: Aiming): Promise<void> {
  const ids = await shop.prepareDue();
  for (let point = 1; !(await shop.areMatured(ids)); point++) {
    if (point > MOST_STATEMENTS) throw new Error('the job does not end');
    const killed = aim(MATURING, point).then(() => true);
    await shop.launch();
    const deadline = Date.now() + MATURED_WITHIN_MS;
    for (;;) {
      if (await Promise.race([killed, sleep(LOOK_EVERY_MS, false)])) break;
      if (await shop.areMatured(ids)) break;
      if (Date.now() > deadline) throw new Error(`the job did not come to ${ids.join(', ')}`);
    }
    spare();
    await shop.kill();
  }
  await shop.comeBack();
}
