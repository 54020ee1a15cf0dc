import { hash } from 'node:crypto';
import type { Database } from '@dreamteamhub/db';
import { AffiliateDao } from '@dreamteamhub/db/affiliates';
import { AuditDao } from '@dreamteamhub/db/audit';
import { PeopleDao } from '@dreamteamhub/db/people';
import { PrivacyDao } from '@dreamteamhub/db/privacy';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import { AppError } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import { refuseLastOwner } from '../people/people-service.ts';

type DataExport = WireOutputs<typeof admin>['privacy']['exportVisitor'];
type Retention = WireOutputs<typeof admin>['privacy']['getRetention'];

/** Lets people see the data that the hub holds about them, and have it forgotten. Amounts stay in the books. */
export class PrivacyService {
  readonly #db: Database;
  readonly #retention: Retention;
  readonly #visitorKey: (visitorId: string) => string;
  readonly #disclosePayee: (affiliateId: number) => Promise<object | null>;
  readonly #now: () => Date;

  constructor(deps: {
    db: Database;
    retention: Retention;
    /** Returns the key that a visitor's clicks are stored under. */
    visitorKey: (visitorId: string) => string;
    /** Returns where an affiliate is paid to; null: nothing is known. */
    disclosePayee: (affiliateId: number) => Promise<object | null>;
    now: () => Date;
  }) {
    this.#db = deps.db;
    this.#retention = deps.retention;
    this.#visitorKey = deps.visitorKey;
    this.#disclosePayee = deps.disclosePayee;
    this.#now = deps.now;
  }

  async getRetention(): Promise<Retention> {
    return this.#retention;
  }

  exportVisitor(visitorId: string, by: Caller): Promise<DataExport> {
    const subject = visitorSubject(visitorId);
    return this.#export('exportVisitor', subject, by, (dao) =>
      dao.exportVisitor(this.#visitorKey(visitorId)),
    );
  }

  /** Forgets who made a visitor's clicks. It misses clicks that are on their way at that moment: ask again later. */
  eraseVisitor(visitorId: string, by: Caller): Promise<{ clicks: number }> {
    return this.#db.transaction(async (tx) => {
      const clicks = await new PrivacyDao(tx).eraseVisitor(this.#visitorKey(visitorId));
      await new AuditDao(tx).record(by, {
        action: 'privacy.eraseVisitor',
        subject: visitorSubject(visitorId),
        before: { clicks },
      });
      return { clicks };
    });
  }

  /** Throws `not_found`. */
  exportAffiliate(id: number, by: Caller): Promise<DataExport> {
    return this.#export('exportAffiliate', { kind: 'affiliate', id }, by, async (dao) => {
      const data = await dao.exportAffiliate(id);
      if (data.affiliate?.length === 0) throw unknownAffiliate(id);
      const payee = await this.#disclosePayee(id);
      return { ...data, payoutDetails: payee === null ? [] : [payee] };
    });
  }

  /** Throws `not_found`, and `conflict` while orders wait to be paid, or a balance is open. */
  eraseAffiliate(id: number, by: Caller): Promise<{ success: true }> {
    return this.#db.transaction(async (tx) => {
      if ((await new AffiliateDao(tx).lockAffiliate(id)) === null) throw unknownAffiliate(id);
      const dao = new PrivacyDao(tx);
      const owed = await dao.countOwed(id);
      if (owed > 0) {
        throw new AppError(
          'conflict',
          `${owed} of its conversions ${owed === 1 ? 'is' : 'are'} neither paid nor void: pay or void them first`,
        );
      }
      const open = await dao.getOpenBalances(id);
      if (open.length > 0) {
        throw new AppError(
          'conflict',
          `its balance of ${open.join(' and ')} is open: it must be paid, adjusted or written off first`,
        );
      }
      await dao.eraseAffiliate(id);
      await new AuditDao(tx).record(by, {
        action: 'privacy.eraseAffiliate',
        subject: { kind: 'affiliate', id },
      });
      return { success: true };
    });
  }

  /** Throws `not_found`. */
  exportPerson(id: string, by: Caller): Promise<DataExport> {
    return this.#export('exportPerson', { kind: 'person', id }, by, async (dao) => {
      const email = await dao.findEmail(id);
      if (email === null) throw unknownPerson();
      return dao.exportPerson({ id, email });
    });
  }

  /** Throws `not_found`, or `conflict` for the last owner. */
  erasePerson(id: string, by: Caller): Promise<{ success: true }> {
    return this.#db.transaction(async (tx) => {
      const people = new PeopleDao(tx);
      refuseLastOwner(await people.lockOwners(), id);
      const dao = new PrivacyDao(tx);
      const email = await dao.findEmail(id);
      if (email === null) throw unknownPerson();
      await people.removePerson(id);
      await dao.erasePerson({ id, email });
      await new AuditDao(tx).record(by, { action: 'privacy.erasePerson', subject: { kind: 'person', id } });
      return { success: true };
    });
  }

  #export(
    name: string,
    subject: { kind: string; id: string | number },
    by: Caller,
    read: (dao: PrivacyDao) => Promise<Record<string, unknown>>,
  ): Promise<DataExport> {
    return this.#db.transaction(async (tx) => {
      const data = await read(new PrivacyDao(tx));
      await new AuditDao(tx).record(by, { action: `privacy.${name}`, subject });
      return { exportedAt: this.#now().toISOString(), data };
    });
  }
}

/** The audit log cannot forget: it holds enough to recognise a visitor by an id that one has, and no more. */
function visitorSubject(visitorId: string): { kind: string; id: string } {
  return { kind: 'visitor', id: `#${hash('sha256', visitorId).slice(0, 12)}` };
}

function unknownAffiliate(id: number): AppError {
  return new AppError('not_found', `there is no affiliate with id ${id}`);
}

function unknownPerson(): AppError {
  return new AppError('not_found', 'no such person is or was on the team');
}
