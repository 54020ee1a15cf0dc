import { call, type TestHub } from '../support/hub-fixture.ts';
import { markPaid } from '../support/payer.ts';
import { convert, type NewAffiliate, newAffiliate } from '../support/shop.ts';

/** Ways to money for tests of the ledger. */

type Headers = Record<string, string>;

let orders = 0;

/** Reports an order of an affiliate at 10 %; returns the id of its conversion. */
export async function earn(hub: TestHub, affiliate: NewAffiliate, revenue: string): Promise<number> {
  const { status, body } = await convert(hub, {
    pixelId: affiliate.pixelId,
    orderId: `EARN-${++orders}`,
    revenue,
  });
  if (status !== 200) throw new Error(`no order: ${JSON.stringify(body)}`);
  return body.attributionId;
}

/** The order of the last conversion. */
export const lastOrder = () => `EARN-${orders}`;

export async function move(
  hub: TestHub,
  headers: Headers,
  conversionId: number,
  step: 'approve' | 'mark-paid' | 'void',
): Promise<void> {
  const url = `/api/affiliates/conversions/${conversionId}/${step}`;
  const { status, body } =
    step === 'mark-paid'
      ? await markPaid(hub, headers, conversionId)
      : await call(hub, { method: 'POST', url, headers });
  if (status !== 200) throw new Error(`${step}: ${JSON.stringify(body)}`);
}

export async function refund(hub: TestHub, orderId: string, amount: string): Promise<void> {
  const body = { orderId, refundId: `re-${orderId}-${amount}`, amount };
  const answer = await call(hub, { method: 'POST', url: '/api/affiliates/refunds', body });
  if (answer.status >= 300) throw new Error(`refund: ${JSON.stringify(answer.body)}`);
}

/** An affiliate at 10 %. */
export const partner = (hub: TestHub, handle: string) => newAffiliate(hub, handle, { commissionBps: 1000 });

/** An affiliate who owes this, because a refund came after the payment. */
export async function debtor(
  hub: TestHub,
  headers: Headers,
  handle: string,
  owes: number,
): Promise<NewAffiliate> {
  const affiliate = await partner(hub, handle);
  const id = await earn(hub, affiliate, String(owes * 10));
  await move(hub, headers, id, 'approve');
  await move(hub, headers, id, 'mark-paid');
  await refund(hub, lastOrder(), String(owes * 10));
  return affiliate;
}

export async function balances(hub: TestHub, affiliate: { id: number }): Promise<Record<string, string>[]> {
  const { body } = await call(hub, { method: 'GET', url: `/api/affiliates/${affiliate.id}/balance` });
  return body.balances;
}
