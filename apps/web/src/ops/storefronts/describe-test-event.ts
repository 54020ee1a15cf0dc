import type { TestEvent } from '../../hub/trpc.ts';

/** What a test event is about, as its sender names it: an order, a product, or the page of a click. */
export function subjectOf({ kind, body }: Pick<TestEvent, 'kind' | 'body'>): string {
  const text = (name: string) => (typeof body[name] === 'string' ? body[name] : undefined);
  switch (kind) {
    case 'order':
      return text('orderId') ?? 'no order id';
    case 'refund':
      return `${text('refundId') ?? 'no refund id'} of ${text('orderId') ?? 'no order'}`;
    case 'stock':
      return text('sku') ?? 'several products';
    case 'click':
      return text('landingPage') ?? text('handle') ?? 'a visit';
  }
}

/** What became of it, or would have, in a sentence. */
export function outcomeOf({ kind, reason, message, result }: TestEvent): string {
  if (message !== null) return message;
  if (reason !== null) return reason;
  const field = (name: string) => (result === null ? undefined : result[name]);
  switch (kind) {
    case 'click':
      return 'would be counted';
    case 'order':
      return `would be ${field('kind') === 'claim' ? 'a claim' : 'verified'}, with a commission of ${field('commission')} ${field('currency')}`;
    case 'refund':
      return 'would be booked';
    case 'stock':
      return field('stock') === undefined
        ? 'simulated'
        : `simulated: ${field('oldStock')} → ${field('stock')}`;
  }
}
