import { SecondPersonDao } from '@dreamteamhub/db/ledger';
import { PeopleDao } from '@dreamteamhub/db/people';
import type { PersonCaller } from '../../src/platform/caller.ts';
import { call, type TestHub } from './hub-fixture.ts';
import { createOperator, createPerson, OPERATOR, signedIn } from './operator.ts';

type Headers = Record<string, string>;

/** The first person of a hub, as services know callers. */
async function operatorCaller(hub: TestHub): Promise<PersonCaller> {
  const person = await new PeopleDao(hub.deps.db).getPersonByEmail(OPERATOR.email);
  if (person === null) throw new Error('this hub has no operator yet');
  return {
    ...{ kind: 'person', id: person.id, role: 'owner', sessionId: '' },
    ...{ requestId: null, network: null, storefrontId: null },
  };
}

/** Lets the only person of a hub, who is made where there is none, pay without another one. */
export async function goAlone(hub: TestHub): Promise<PersonCaller> {
  if ((await new PeopleDao(hub.deps.db).getPersonByEmail(OPERATOR.email)) === null) await createOperator(hub);
  const person = await operatorCaller(hub);
  await new SecondPersonDao(hub.deps.db).choose('alone', person.id);
  return person;
}

/** Marks a conversion as paid: by this person, and by another one where that is needed. */
export async function markPaid(
  hub: TestHub,
  headers: Headers,
  id: number,
): Promise<{ status: number; body: unknown }> {
  const request = { method: 'POST', url: `/api/affiliates/conversions/${id}/mark-paid` } as const;
  const answer = await call(hub, { ...request, headers });
  if (answer.status !== 200 || answer.body.payout?.state !== 'draft') return answer;
  return call(hub, { ...request, headers: await signedIn(hub, await createPerson(hub, 'operator')) });
}
