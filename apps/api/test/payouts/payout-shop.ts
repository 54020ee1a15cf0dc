import { sql } from 'drizzle-orm';
import { balances, earn, move, partner } from '../ledger/money-in-hand.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, createPerson, OPERATOR, signedIn } from '../support/operator.ts';
import { type NewAffiliate, query } from '../support/shop.ts';

type Headers = Record<string, string>;

/** A hub with two people who may pay, and partners who have earned something. */
export interface PayoutShop {
  hub: TestHub;
  /** Drafts … */
  maker: Headers;
  /** … and approves. */
  checker: Headers;
  ask(method: 'GET' | 'POST' | 'PUT', url: string, body?: unknown, by?: Headers): ReturnType<typeof call>;
  /** A partner with this much payable, and the ids of the conversions that it comes from. */
  earner(handle: string, ...amounts: string[]): Promise<NewAffiliate & { conversions: number[] }>;
  /** More of the same partner; the ids of the conversions. */
  earnMore(affiliate: NewAffiliate, ...amounts: string[]): Promise<number[]>;
  /** Pays to a bank account. */
  bank(affiliate: { id: number }, iban?: string): Promise<void>;
  balance(affiliate: { id: number }): Promise<Record<string, string> | undefined>;
  statusOf(conversionId: number): Promise<string>;
}

const IBAN = 'DE89370400440532013000';

/** `isAlone`: without the second person. */
export async function openPayoutShop({
  isAlone = false,
  ...options
}: { isAlone?: boolean } & Parameters<typeof startTestHub>[0] = {}): Promise<PayoutShop> {
  const hub = await startTestHub(options);
  await createOperator(hub);
  const maker = await signedIn(hub);
  const checker = isAlone ? maker : await signedIn(hub, await createPerson(hub, 'operator'));
  const ask: PayoutShop['ask'] = (method, url, body, by = maker) =>
    call(hub, { method, url, headers: by, ...(body === undefined ? {} : { body }) });
  const earnMore: PayoutShop['earnMore'] = async (affiliate, ...amounts) => {
    const conversions: number[] = [];
    for (const amount of amounts) {
      // At 10 %.
      const id = await earn(hub, affiliate, (Number(amount) * 10).toFixed(2));
      await move(hub, maker, id, 'approve');
      conversions.push(id);
    }
    return conversions;
  };
  return {
    ...{ hub, maker, checker, ask, earnMore },
    async earner(handle, ...amounts) {
      const affiliate = await partner(hub, handle);
      return { ...affiliate, conversions: await earnMore(affiliate, ...amounts) };
    },
    async bank({ id }, iban = IBAN) {
      const body = { method: 'bank', holder: 'Ada Lovelace', iban, password: OPERATOR.password };
      const answer = await ask('PUT', `/api/affiliates/${id}/payout-details`, body);
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    },
    async balance(affiliate) {
      return (await balances(hub, affiliate)).find(({ currency }) => currency === 'USD');
    },
    async statusOf(conversionId) {
      const [row] = await query<{ status: string }>(
        hub,
        sql`SELECT status FROM aff_attributions WHERE id = ${conversionId}`,
      );
      return row?.status ?? 'none';
    },
  };
}
