import type { CommissionRow, CommissionStanding, NewCommission } from '@dreamteamhub/db/commissions';
import type { Posting, TransferCause } from '@dreamteamhub/db/ledger';
import { formatMinor, parseMinor } from '../../platform/money.ts';
import type { RatedLine } from './rated-order.ts';
import { movesBetween, type Standing } from './standing.ts';

/** Where commissions, on minor units, meet their rows, which hold decimal strings. */

/** What of a row says whose commission it is. */
export type CommissionOwner = Pick<
  CommissionRow,
  'attributionId' | 'storefrontId' | 'affiliateId' | 'currency' | 'orderedAt'
>;

/** Why commissions change. */
export interface Cause {
  cause: TransferCause;
  causeId: string;
  /** When it happened; unset: now. */
  at?: Date;
  reason?: string;
  /** As the audit log names callers; unset: the hub itself. */
  actor?: string;
}

/** Returns where a stored commission stands. */
export function standingOf({
  amount,
  reversed,
  held,
  voided,
  maturedAt,
  currency,
}: Pick<CommissionRow, 'amount' | 'reversed' | 'held' | 'voided' | 'maturedAt' | 'currency'>): Standing {
  const read = (value: string) => parseMinor(value, currency);
  return {
    ...{ amount: read(amount), reversed: read(reversed), held: read(held), voided: read(voided) },
    isMatured: maturedAt !== null,
  };
}

/** Returns the row of a commission that was just rated. */
export function newRow(owner: CommissionOwner, line: RatedLine): NewCommission {
  const write = (amount: bigint) => formatMinor(amount, owner.currency);
  const { position, lineId, source, ruleId, rateBps, holdDays, explanation } = line;
  return {
    ...owner,
    ...{ position, lineId, source, ruleId, rateBps, holdDays },
    base: write(line.base),
    amount: write(line.amount),
    baseReversed: write(0n),
    reversed: write(0n),
    held: write(0n),
    voided: write(0n),
    approvedAt: null,
    maturedAt: null,
    explanation: { ...explanation },
  };
}

/** Returns the columns of a commission that stands differently. */
export function standingColumns(
  row: CommissionStanding & { currency: string },
  { reversed, held, voided }: Pick<Standing, 'reversed' | 'held' | 'voided'>,
): Pick<CommissionStanding, 'reversed' | 'held' | 'voided'> {
  const write = (amount: bigint) => formatMinor(amount, row.currency);
  return { reversed: write(reversed), held: write(held), voided: write(voided) };
}

/** Transfers of one commission with one cause: at most four accounts give and take. */
const MOST_LEGS = 4;

/** Returns what is posted when a commission's standing changes. */
export function postingsBetween(
  owner: CommissionOwner & { position: number },
  [before, after]: readonly [Standing | null, Standing],
  cause: Cause,
): Posting[] {
  const { storefrontId, affiliateId, currency, attributionId, position } = owner;
  return movesBetween(before, after).map(({ amount, ...sides }, place) => ({
    ...{ storefrontId, affiliateId, currency, ...sides, ...cause },
    amount: formatMinor(amount, currency),
    leg: position * MOST_LEGS + place,
    commission: { attributionId, position },
  }));
}
