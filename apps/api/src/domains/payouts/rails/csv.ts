import { BYTE_ORDER_MARK, csvCell, csvLine, plainCsvCell } from '../../../platform/csv.ts';
import { formatMinor, parseMinor } from '../../../platform/money.ts';
import type { Rail, RailBatch, RailItem } from '../rail.ts';
import { fileNameOf } from './batch-file.ts';

/** In any currency, to whatever details there are: a person pays from the list, or feeds it to a program. */
export function csvRail(): Rail {
  return {
    name: 'csv',
    methods: ['bank', 'paypal', 'other'],
    refuse: () => null,
    payable: (amount) => amount,
    async demandSetUp() {},
    async makeFile(batch) {
      return {
        name: fileNameOf(batch, 'csv'),
        mediaType: 'text/csv; charset=utf-8',
        content: BYTE_ORDER_MARK + csvLine(COLUMNS) + batch.items.map((item) => lineOf(item, batch)).join(''),
      };
    },
  };
}

const COLUMNS = [
  ...['reference', 'affiliateId', 'affiliate', 'method', 'holder', 'iban', 'bic', 'paypal', 'note'],
  ...['amount', 'currency', 'statementText', 'selfApproved'],
];

/**
 * What people wrote is guarded against spreadsheets that would take it for a formula. What money is sent by is written as
 * it is: an apostrophe would pay somebody else or nobody.
 */
function lineOf(item: RailItem, batch: RailBatch): string {
  const { payee } = item;
  const cells = [
    plainCsvCell(item.reference),
    plainCsvCell(String(item.affiliateId)),
    csvCell(item.affiliateName),
    plainCsvCell(payee?.method ?? ''),
    csvCell(payee?.holder ?? ''),
    plainCsvCell(payee?.method === 'bank' ? payee.iban : ''),
    plainCsvCell(payee?.method === 'bank' ? (payee.bic ?? '') : ''),
    plainCsvCell(payee?.method === 'paypal' ? payee.email : ''),
    csvCell(payee?.method === 'other' ? payee.note : ''),
    plainCsvCell(formatMinor(parseMinor(item.amount, item.currency), item.currency)),
    plainCsvCell(item.currency),
    csvCell(batch.reference),
    plainCsvCell(batch.isSelfApproved ? 'yes' : 'no'),
  ];
  return `${cells.join(',')}\r\n`;
}
