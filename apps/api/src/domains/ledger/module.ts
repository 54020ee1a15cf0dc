import type { Platform } from '../../platform/platform.ts';
import type { People } from '../people/module.ts';
import { AdjustmentService } from './adjustment-service.ts';
import { BalanceService } from './balance-service.ts';
import { ledgerRouter } from './router.ts';
import { SecondPersonService } from './second-person-service.ts';
import { SuspenseService } from './suspense-service.ts';
import { TransferService } from './transfer-service.ts';

/** What is owed to affiliates, as transfers between accounts. */
export function createLedger({ db }: Platform, { people }: { people: People }) {
  const services = {
    balances: new BalanceService({ db }),
    transfers: new TransferService({ db }),
    adjustments: new AdjustmentService({ db }),
    suspense: new SuspenseService({ db }),
    secondPerson: new SecondPersonService({ db, identity: people.identity }),
  };
  return { services, admin: ledgerRouter(services) };
}

export type Ledger = ReturnType<typeof createLedger>;
