import { AppError } from '../../../platform/app-error.ts';
import { parseMinor } from '../../../platform/money.ts';
import type { Rail } from '../rail.ts';
import { fileNameOf } from './batch-file.ts';
import { isInSepa } from './sepa/countries.ts';
import { type Debtor, MOST, SEPA_CURRENCY, writePain001 } from './sepa/pain001.ts';

/** Tells who pays for a storefront; null: it is not set up for SEPA. */
export interface Debtors {
  getDebtor(storefrontId: number): Promise<Debtor | null>;
}

/** Pays euros to bank accounts by a file that a person hands to the bank. */
export function sepaRail(debtors: Debtors): Rail {
  const demandDebtor = async (storefrontId: number): Promise<Debtor> => {
    const debtor = await debtors.getDebtor(storefrontId);
    if (debtor !== null) return debtor;
    throw new AppError(
      'conflict',
      'the storefront is not set up for SEPA: an owner enters the account that pays in the settings of payouts',
    );
  };
  return {
    name: 'sepa',
    methods: ['bank'],
    refuse({ amount, currency }) {
      if (currency !== SEPA_CURRENCY) return 'currencyNotOnRail';
      return parseMinor(amount, currency) > MOST ? 'tooMuchForRail' : null;
    },
    refusePayee: (payee) => (payee.method !== 'bank' || isInSepa(payee.iban) ? null : 'countryNotOnRail'),
    payable: (amount) => amount,
    async demandSetUp(storefrontId) {
      await demandDebtor(storefrontId);
    },
    async makeFile(batch) {
      const debtor = await demandDebtor(batch.storefrontId);
      return {
        name: fileNameOf(batch, 'xml'),
        mediaType: 'application/xml',
        content: await writePain001(batch, debtor),
      };
    },
  };
}
