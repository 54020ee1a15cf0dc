import type { Executor } from '@dreamteamhub/db';
import { MismatchDao } from '@dreamteamhub/db/payouts';
import { AppError } from '../../platform/app-error.ts';
import { parseMinor, sayMinor } from '../../platform/money.ts';

/**
 * Throws `conflict` where more left to one of these affiliates than was owed and nobody has decided whose that is: what is
 * payable to them may be that very money.
 */
export async function demandNoExcess(
  db: Executor,
  of: { storefrontId: number; currency: string; affiliateIds: readonly number[] },
): Promise<void> {
  const [excess] = await new MismatchDao(db).getExcesses(of);
  if (excess === undefined) return;
  const amount = sayMinor(parseMinor(excess.amount, of.currency), of.currency);
  throw new AppError(
    'conflict',
    `${amount} more than was owed left to affiliate ${excess.affiliateId} with batch ${excess.batchId}: decide whose that difference is first`,
  );
}
