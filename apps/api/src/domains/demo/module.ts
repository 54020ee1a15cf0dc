import type { Platform } from '../../platform/platform.ts';
import type { Affiliates } from '../affiliates/module.ts';
import type { Analytics } from '../analytics/module.ts';
import type { Commissions } from '../commissions/module.ts';
import type { Ledger } from '../ledger/module.ts';
import type { Orders } from '../orders/module.ts';
import type { Payouts } from '../payouts/module.ts';
import type { People } from '../people/module.ts';
import { DemoMoney } from './demo-money.ts';
import { DemoService } from './demo-service.ts';

/** A made-up year for people who want to see the hub at work. Only `npm start -- --demo` fills it in. */
export function createDemo(
  { db, env, log, now }: Platform,
  {
    affiliates,
    analytics,
    commissions,
    ledger,
    orders,
    payouts,
    people,
  }: {
    affiliates: Affiliates;
    analytics: Analytics;
    commissions: Commissions;
    ledger: Ledger;
    orders: Orders;
    payouts: Payouts;
    people: People;
  },
) {
  const currency = env.CURRENCY;
  const money = new DemoMoney({
    db,
    ...orders.services,
    ...ledger.services,
    payouts: payouts.services,
    currency,
  });
  return {
    services: {
      demo: new DemoService({
        db,
        ...affiliates.services,
        ...analytics.services,
        ...commissions.services,
        ...orders.services,
        ...people.services,
        money,
        currency,
        log,
        now,
      }),
    },
  };
}
