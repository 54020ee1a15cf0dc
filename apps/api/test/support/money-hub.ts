import { call, type TestHub } from './hub-fixture.ts';
import { markPaid } from './payer.ts';
import { asSecret } from './shop.ts';

/** What tests of commissions say to a hub, as its operator and as its shop. */
export function moneyHub(hub: TestHub, operator: Record<string, string>) {
  const ask = (method: 'GET' | 'POST' | 'PATCH' | 'PUT', url: string, body?: unknown, headers = operator) =>
    call(hub, { method, url, headers, ...(body === undefined ? {} : { body }) });
  const good = async (answer: Promise<{ status: number; body: unknown }>) => {
    const { status, body } = await answer;
    if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`);
    // biome-ignore lint/suspicious/noExplicitAny: the tests look into it
    return body as any;
  };
  return {
    ask,
    get: (url: string) => good(ask('GET', url)),
    post: (url: string, body: unknown = {}) => good(ask('POST', url, body)),
    put: (url: string, body: unknown) => good(ask('PUT', url, body)),
    patch: (url: string, body: unknown) => good(ask('PATCH', url, body)),
    rule: (rule: object) => good(ask('POST', '/api/commissions/rules', { name: 'Rule', ...rule })),
    /** Returns the id of the conversion. */
    order: async (order: object): Promise<number> =>
      (await good(ask('POST', '/api/orders', order, asSecret))).attributionId,
    refund: (refund: object) => good(ask('POST', '/api/affiliates/refunds', refund, asSecret)),
    commissions: (id: number) => good(ask('GET', `/api/affiliates/conversions/${id}/commissions`)),
    step: (id: number, step: 'approve' | 'mark-paid' | 'void') =>
      good(
        step === 'mark-paid'
          ? markPaid(hub, operator, id)
          : ask('POST', `/api/affiliates/conversions/${id}/${step}`),
      ),
  };
}

export type MoneyHub = ReturnType<typeof moneyHub>;
