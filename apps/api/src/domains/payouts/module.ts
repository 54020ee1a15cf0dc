import { PayoutSealDao } from '@dreamteamhub/db/payouts';
import { workOn } from '../../platform/jobs/job-definition.ts';
import type { Platform } from '../../platform/platform.ts';
import { addMonths } from '../../platform/zones.ts';
import type { Deliveries } from '../deliveries/module.ts';
import type { People } from '../people/module.ts';
import { answerRouter } from './answer-router.ts';
import { AnswerService } from './answer-service.ts';
import { batchRouter } from './batch-router.ts';
import { BatchService } from './batch-service.ts';
import { DraftService } from './draft-service.ts';
import { dueRouter } from './due-router.ts';
import { ExecutionService } from './execution-service.ts';
import { mailDetailsChangeJob } from './jobs.ts';
import { LetterService } from './letter-service.ts';
import { payeeRouter } from './payee-router.ts';
import { PayeeService } from './payee-service.ts';
import { PayeesService } from './payees-service.ts';
import { periodRouter } from './period-router.ts';
import { PeriodService } from './period-service.ts';
import { csvRail } from './rails/csv.ts';
import { manualRail } from './rails/manual.ts';
import { paypalRail } from './rails/paypal.ts';
import { sepaRail } from './rails/sepa.ts';
import { PayoutSettingsService } from './settings-service.ts';
import { SettlementService } from './settlement-service.ts';
import { StatementService } from './statement-service.ts';

/** Payouts: who is paid, how much, by which way, and proof that it happened once. */
export function createPayouts(
  platform: Platform,
  { people, deliveries }: { people: People; deliveries: Deliveries },
) {
  const { db, env, jobs, now, secrets, work, workers } = platform;
  const { identity } = people;
  const letters = new LetterService({
    ...{ secrets, brandName: env.BRAND_NAME, send: deliveries.sendMail },
    enqueue: (tx, sealed) => jobs.send(mailDetailsChangeJob, { sealed }, { tx }),
  });
  const settings = new PayoutSettingsService({ db, secrets, identity });
  const payees = new PayeesService({ secrets });
  const rails = {
    manual: manualRail(),
    csv: csvRail(),
    sepa: sepaRail({
      getDebtor: async (storefrontId) => {
        const account = await settings.getDebtor(storefrontId);
        return account === null ? null : { ...account, profile: await settings.getSepaProfile(storefrontId) };
      },
    }),
    paypal: paypalRail(),
  };
  const batches = new BatchService({ db });
  const settlements = new SettlementService({ db, publishEvent: deliveries.publishEvent });
  const services = {
    answers: new AnswerService({ db, batches, settlements, workers, now }),
    batches,
    settlements,
    drafts: new DraftService({
      ...{ db, rails, payees, batches, secrets, now },
      getMinimum: (storefrontId) => settings.getMinimum(storefrontId),
    }),
    execution: new ExecutionService({
      ...{ db, rails, batches, settlements, secrets, now },
      getReference: (storefrontId) => settings.getReference(storefrontId),
    }),
    payee: new PayeeService({ db, secrets, identity, tell: (tx, change) => letters.tell(tx, change) }),
    payees,
    payoutSettings: settings,
    periods: new PeriodService({ db, work, hubTimeZone: env.TIME_ZONE }),
    statements: new StatementService({ db }),
  };
  return {
    services,
    admin: {
      ...payeeRouter(services),
      ...batchRouter(services),
      ...dueRouter(),
      ...answerRouter(services),
      ...periodRouter(services),
    },
    jobs: [workOn(mailDetailsChangeJob, ({ sealed }) => letters.mail(sealed))],
    upkeep: [
      () =>
        new PayoutSealDao(work).deleteOld(addMonths(now(), -12 * env.MONEY_RETENTION_YEARS, env.TIME_ZONE)),
    ],
  };
}

export type Payouts = ReturnType<typeof createPayouts>;
