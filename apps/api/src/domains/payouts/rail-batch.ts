import type { Executor } from '@dreamteamhub/db';
import { type BatchRow, ItemDao, ItemListDao } from '@dreamteamhub/db/payouts';
import { StorefrontDao } from '@dreamteamhub/db/storefronts';
import { formatStored } from '../../platform/money.ts';
import type { SecretBox } from '../../platform/secret-box.ts';
import { monthOf } from '../../platform/zones.ts';
import { mapInSlices } from './in-slices.ts';
import { itemPlace, openPayee } from './payee.ts';
import type { RailBatch } from './rail.ts';

export interface RailBatchDeps {
  /** Returns what shall stand on bank statements, with `{batch}` and `{period}` to be filled in; null: nothing special. */
  getReference: (storefrontId: number) => Promise<string | null>;
  secrets: SecretBox;
  /** Of storefronts that have none of their own. */
  hubTimeZone: string;
}

/** Returns a batch with its payments as its rail needs it, once it was attempted. Throws `SealError`. */
export async function railBatchOf(
  db: Executor,
  batch: BatchRow,
  { secrets, getReference, hubTimeZone }: RailBatchDeps,
): Promise<RailBatch> {
  const { id, storefrontId, currency, messageId, attemptedAt, providerId, account, isSelfApproved } = batch;
  if (messageId === null || attemptedAt === null) throw new Error(`batch ${id} was not attempted`);
  const [storefront, rows, views] = [
    await new StorefrontDao(db).getStorefront(storefrontId),
    await new ItemDao(db).getOfBatch(id),
    await new ItemListDao(db).getOfBatch(id),
  ];
  const names = new Map(views.map(({ id: itemId, affiliateName }) => [itemId, affiliateName]));
  const storefrontName = storefront?.name ?? '';
  const reference = (await getReference(storefrontId)) ?? `${storefrontName} payout {batch}`;
  return {
    ...{
      id,
      storefrontId,
      storefrontName,
      messageId,
      currency,
      attemptedAt,
      providerId,
      account,
      isSelfApproved,
    },
    total: formatStored(batch.total, currency),
    reference: reference
      .replaceAll('{batch}', String(id))
      .replaceAll('{period}', monthOf(attemptedAt, storefront?.timeZone ?? hubTimeZone)),
    items: await mapInSlices(rows, (item) => ({
      reference: item.reference,
      amount: formatStored(item.amount, currency),
      ...{ currency, affiliateId: item.affiliateId, affiliateName: names.get(item.id) ?? '' },
      payee:
        item.payeeSealed === null ? null : openPayee(secrets, itemPlace(item.reference), item.payeeSealed),
    })),
  };
}
