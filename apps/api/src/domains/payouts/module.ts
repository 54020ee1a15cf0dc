import { workOn } from '../../platform/jobs/job-definition.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Deliveries } from '../deliveries/module.ts';
import type { People } from '../people/module.ts';
import { answerRouter } from './answer-router.ts';
import { batchRouter } from './batch-router.ts';
import { dueRouter } from './due-router.ts';
import { mailDetailsChangeJob } from './jobs.ts';
import { LetterService } from './letter-service.ts';
import { payeeRouter } from './payee-router.ts';
import { PayeeService } from './payee-service.ts';
import { PayeesService } from './payees-service.ts';
import { periodRouter } from './period-router.ts';
import { PayoutSettingsService } from './settings-service.ts';

/** Payouts: who is paid, how much, by which way, and proof that it happened once. */
export function createPayouts(
  platform: Platform,
  { people, deliveries }: { people: People; deliveries: Deliveries },
) {
  const { db, env, jobs, secrets } = platform;
  const { identity } = people;
  const letters = new LetterService({
    ...{ secrets, brandName: env.BRAND_NAME, send: deliveries.sendMail },
    enqueue: (tx, sealed) => jobs.send(mailDetailsChangeJob, { sealed }, { tx }),
  });
  const services = {
    payee: new PayeeService({ db, secrets, identity, tell: (tx, change) => letters.tell(tx, change) }),
    payees: new PayeesService({ secrets }),
    payoutSettings: new PayoutSettingsService({ db, secrets, identity }),
  };
  return {
    services,
    admin: {
      ...payeeRouter(services),
      ...batchRouter(),
      ...dueRouter(),
      ...answerRouter(),
      ...periodRouter(),
    },
    jobs: [workOn(mailDetailsChangeJob, ({ sealed }) => letters.mail(sealed))],
  };
}

export type Payouts = ReturnType<typeof createPayouts>;
