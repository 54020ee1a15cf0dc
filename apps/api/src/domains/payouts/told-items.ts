import type { admin } from '@dreamteamhub/sdk/contract';
import type { z } from 'zod';
import { badField } from '../../platform/app-error.ts';
import { formatMinor, readMinorField } from '../../platform/money.ts';
import type { WholeBatch } from './batch-view.ts';
import type { ItemSaid } from './item-said.ts';

export type SettleInput = Pick<
  z.output<(typeof admin)['payouts']['settleBatch']['input']>,
  'items' | 'others'
>;

/**
 * Reads what a person says of a batch's items. `others`: what became of those under way that are not named. Throws
 * `bad_request` that names the field.
 */
export function readTold(
  batch: WholeBatch,
  { items: told = [], others = 'paid' }: SettleInput,
  occurredAt: Date,
): ItemSaid[] {
  const items = new Map(batch.items.map((item) => [item.id, item]));
  const said = told.map(({ id, outcome, amount, reason }, place): ItemSaid => {
    const item = items.get(id);
    if (item === undefined && told.findIndex((one) => one.id === id) < place) {
      throw badField(`items.${place}.id`, `names item ${id} a second time`);
    }
    if (item?.reference == null) throw badField(`items.${place}.id`, `this batch has no item ${id}`);
    if (amount !== undefined && outcome !== 'paid') {
      throw badField(`items.${place}.amount`, 'is only said of what was paid');
    }
    items.delete(id);
    return {
      ...{ reference: item.reference, news: outcome, status: outcome, occurredAt, key: outcome },
      ...(amount === undefined
        ? {}
        : {
            amount: formatMinor(
              readMinorField(`items.${place}.amount`, amount, item.currency),
              item.currency,
            ),
          }),
      ...(reason === undefined ? {} : { reason: reason.trim() }),
    };
  });
  if (others === 'open') return said;
  const paid = [...items.values()].flatMap(({ reference, state }): ItemSaid[] =>
    reference === null || (state !== 'sent' && state !== 'reserved')
      ? []
      : [{ reference, news: 'paid', status: 'paid', occurredAt, key: 'paid' }],
  );
  return [...said, ...paid];
}
