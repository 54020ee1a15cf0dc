import type { RailBatch, RailItem } from '../../src/domains/payouts/rail.ts';
import type { Debtor, SepaProfile } from '../../src/domains/payouts/rails/sepa/pain001.ts';
import { formatMinor } from '../../src/platform/money.ts';

const PROFILE: SepaProfile = {
  version: 'pain.001.001.09',
  batchBooking: true,
  groupSum: true,
  missingBic: 'omit',
};

export function debtorOf(profile: Partial<SepaProfile> = {}): Debtor {
  return {
    name: 'Dream Team & Söhne',
    iban: 'DE89370400440532013000',
    bic: 'COBADEFFXXX',
    profile: { ...PROFILE, ...profile },
  };
}

export function bankItem(
  number: number,
  change: Partial<RailItem> & { holder?: string; bic?: string } = {},
): RailItem {
  const { holder = `Partner ${number}`, bic = null, ...item } = change;
  return {
    reference: `P1-${number}`,
    amount: '10.00',
    currency: 'EUR',
    affiliateId: number,
    affiliateName: `Affiliate ${number}`,
    payee: { method: 'bank', holder, iban: 'AT611904300234573201', bic },
    ...item,
  };
}

export function batchOf(items: readonly RailItem[], change: Partial<RailBatch> = {}): RailBatch {
  const cents = items.reduce((all, { amount }) => all + BigInt(amount.replace('.', '')), 0n);
  return {
    id: 1,
    storefrontId: 1,
    storefrontName: 'main',
    messageId: 'HUB-1-1',
    currency: 'EUR',
    total: formatMinor(cents, 'EUR'),
    reference: 'Commission November',
    attemptedAt: new Date('2026-12-01T08:30:15.123Z'),
    providerId: null,
    account: null,
    isSelfApproved: false,
    items,
    ...change,
  };
}
