import type { Database, Executor } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import { type ChosenSecondPerson, SecondPersonDao } from '@dreamteamhub/db/ledger';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import { AppError } from '../../platform/app-error.ts';
import type { PersonCaller } from '../../platform/caller.ts';
import type { Proof, ProofOfIdentity } from '../people/proof-of-identity-service.ts';

type Outputs = WireOutputs<typeof admin>['ledger'];
type SecondPerson = ChosenSecondPerson['secondPerson'];

/** Whether another person must approve what moves money. */
export class SecondPersonService {
  readonly #db: Database;
  readonly #identity: ProofOfIdentity;

  constructor(deps: { db: Database; identity: ProofOfIdentity }) {
    this.#db = deps.db;
    this.#identity = deps.identity;
  }

  async get(): Promise<Outputs['getSecondPerson']> {
    const { chosen, people, secondPerson } = await readRule(this.#db);
    return {
      secondPerson,
      isAlone: people.length === 1,
      chosenAt: chosen?.chosenAt.toISOString() ?? null,
      chosenBy: chosen === null ? null : (chosen.chosenByEmail ?? chosen.chosenBy),
    };
  }

  /** Throws `bad_request` for a wrong password or code, and `conflict` where another person may change money. */
  async set(
    { secondPerson, ...proof }: Proof & { secondPerson: SecondPerson },
    by: PersonCaller,
  ): Promise<Outputs['setSecondPerson']> {
    await this.#identity.demand(by.id, proof);
    return this.#db.transaction(async (tx) => {
      const before = await readRule(tx);
      if (secondPerson === 'alone' && before.people.length !== 1) {
        throw new AppError(
          'conflict',
          `secondPerson: ${before.people.length} people may change money, so that another one can approve`,
        );
      }
      await new SecondPersonDao(tx).choose(secondPerson, by.id);
      await new AuditDao(tx).record(by, {
        action: 'ledger.setSecondPerson',
        subject: { kind: 'setting', id: 'secondPerson' },
        before: { secondPerson: before.secondPerson },
        after: { secondPerson },
      });
      return { secondPerson };
    });
  }
}

/**
 * Throws `conflict` unless somebody may approve what this person proposed; returns whether they approve it for themselves,
 * which is marked.
 */
export async function refuseSelfApproval(
  db: Executor,
  { createdBy, approvedBy }: { createdBy: string; approvedBy: string },
): Promise<{ isSelfApproved: boolean }> {
  if (createdBy !== approvedBy) return { isSelfApproved: false };
  const { secondPerson } = await readRule(db);
  if (secondPerson === 'alone') return { isSelfApproved: true };
  throw new AppError('forbidden', 'you proposed this: another person must approve it');
}

/** Whether this person approves what they propose. */
export async function goesAlone(db: Executor, personId: string): Promise<boolean> {
  const { secondPerson, chosen } = await readRule(db);
  return secondPerson === 'alone' && chosen?.chosenBy === personId;
}

/** What was chosen ends by itself when another person joins, also one who has left again. */
async function readRule(
  db: Executor,
): Promise<{ chosen: ChosenSecondPerson | null; people: string[]; secondPerson: SecondPerson }> {
  const dao = new SecondPersonDao(db);
  const [chosen, people] = [await dao.getChosen(), await dao.getPeople()];
  const isAlone = people.length === 1 && people[0] === chosen?.chosenBy;
  const holds = chosen?.secondPerson === 'alone' && isAlone && !chosen.hadCompany;
  return { chosen, people, secondPerson: holds ? 'alone' : 'required' };
}
