import { PayoutSealDao } from '@dreamteamhub/db/payouts';
import { workOn } from '../../platform/jobs/job-definition.ts';
import type { Platform } from '../../platform/platform.ts';
import { addMonths } from '../../platform/zones.ts';
import type { Deliveries } from '../deliveries/module.ts';
import type { Orders } from '../orders/module.ts';
import type { People } from '../people/module.ts';
import { answerRouter } from './answer-router.ts';
import { AnswerService } from './answer-service.ts';
import { AskService } from './ask-service.ts';
import { BatchFileService } from './batch-file-service.ts';
import { batchRouter } from './batch-router.ts';
import { BatchService } from './batch-service.ts';
import { DraftService } from './draft-service.ts';
import { dueRouter } from './due-router.ts';
import { DueService } from './due-service.ts';
import { ExecutionService } from './execution-service.ts';
import { askJob, mailDetailsChangeJob, tellPartnersJob, watchPayoutsJob } from './jobs.ts';
import { LetterService } from './letter-service.ts';
import { markPaidRouter } from './mark-paid-router.ts';
import { MarkPaidService } from './mark-paid-service.ts';
import { MismatchService } from './mismatch-service.ts';
import { payeeRouter } from './payee-router.ts';
import { PayeeService } from './payee-service.ts';
import { PayeesService } from './payees-service.ts';
import { PaymentLetterService } from './payment-letter-service.ts';
import { PayoutWatchService } from './payout-watch-service.ts';
import { periodRouter } from './period-router.ts';
import { PeriodService } from './period-service.ts';
import { csvRail } from './rails/csv.ts';
import { manualRail } from './rails/manual.ts';
import { paypalRail } from './rails/paypal.ts';
import { sepaRail } from './rails/sepa.ts';
import { RequestService } from './request-service.ts';
import { PayoutSettingsService } from './settings-service.ts';
import { SettlementService } from './settlement-service.ts';
import { StatementService } from './statement-service.ts';

/** Payouts: who is paid, how much, by which way, and proof that it happened once. */
export function createPayouts(
  platform: Platform,
  { people, deliveries, orders }: { people: People; deliveries: Deliveries; orders: Orders },
) {
  const { db, egress, env, jobs, log, now, payPalOrigin, secrets, work, workers } = platform;
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
    paypal: paypalRail({ apps: settings, egress, origin: payPalOrigin, now }),
  };
  const batches = new BatchService({ db });
  const settlements = new SettlementService({
    ...{ db, publishEvent: deliveries.publishEvent },
    tellPartners: async (tx, payments) => {
      if (deliveries.sendMail !== null) await jobs.send(tellPartnersJob, { payments }, { tx });
    },
  });
  const paymentLetters = new PaymentLetterService({
    ...{ db: work, secrets, payees, brandName: env.BRAND_NAME, log },
    post: (tx, letter) => letters.post(tx, letter),
  });
  const watch = new PayoutWatchService({
    db: work,
    tell: (tx, alarm) => deliveries.alarms.tellOfPayouts(tx, alarm),
  });
  const execution = new ExecutionService({
    ...{ db, rails, batches, settlements, secrets, now },
    hubTimeZone: env.TIME_ZONE,
    getReference: (storefrontId) => settings.getReference(storefrontId),
  });
  const asking = new AskService({
    ...{ db, execution, now, log },
    rails: Object.values(rails),
    // Events come in bursts: one question answers all of them.
    askSoon: (batchId) =>
      jobs.send(askJob, { batchId }, { singletonKey: `batch ${batchId}`, startAfter: 10 }),
  });
  const services = {
    answers: new AnswerService({ db, batches, settlements, workers, now }),
    batches,
    asking,
    batchFiles: new BatchFileService({ db, secrets }),
    settlements,
    execution,
    markPaid: new MarkPaidService({ db, conversions: orders.services.conversions, batches, execution }),
    drafts: new DraftService({
      ...{ db, rails, payees, batches, secrets, now },
      getMinimum: (storefrontId) => settings.getMinimum(storefrontId),
    }),
    payee: new PayeeService({ db, secrets, identity, tell: (tx, change) => letters.tell(tx, change) }),
    due: new DueService({ db }),
    mismatches: new MismatchService({ db, settlements }),
    requests: new RequestService({ db, publishEvent: deliveries.publishEvent }),
    payees,
    payoutWatch: watch,
    payoutSettings: settings,
    periods: new PeriodService({ db, work, hubTimeZone: env.TIME_ZONE }),
    statements: new StatementService({ db }),
  };
  return {
    services,
    admin: {
      ...payeeRouter(services),
      ...batchRouter(services),
      ...dueRouter(services),
      ...answerRouter(services),
      ...periodRouter(services),
    },
    conversions: markPaidRouter(services),
    jobs: [
      workOn(mailDetailsChangeJob, ({ sealed }) => letters.mail(sealed)),
      workOn(askJob, ({ batchId }) => (batchId === undefined ? asking.askAll() : execution.ask(batchId))),
      workOn(tellPartnersJob, ({ payments }) => paymentLetters.write(payments)),
      workOn(watchPayoutsJob, () => watch.check()),
    ],
    upkeep: [
      () =>
        new PayoutSealDao(work).deleteOld(addMonths(now(), -12 * env.MONEY_RETENTION_YEARS, env.TIME_ZONE)),
    ],
  };
}

export type Payouts = ReturnType<typeof createPayouts>;
