import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../platform/app-error.ts';
import { run } from './read-answer.worker.ts';

const NOW = new Date('2026-12-05T12:00:00Z');
const batch = {
  ...{ messageId: 'HUB7-1-ABC', currency: 'EUR', total: '30.00' },
  references: ['PABCDEFGH2345671', 'PABCDEFGH2345672', 'PABCDEFGH2345673'],
};
const [ONE, TWO, THREE] = batch.references as [string, string, string];
const read = (file: string) => run({ file, batch, now: NOW });
const said = (file: string) =>
  read(file).said.map(({ reference, news, amount }) => [reference, news, amount]);

const KINDS = {
  'camt.052.001.08': ['BkToCstmrAcctRpt', 'Rpt'],
  'camt.053.001.02': ['BkToCstmrStmt', 'Stmt'],
  'camt.054.001.13': ['BkToCstmrDbtCdtNtfctn', 'Ntfctn'],
} as const;

function camt(entries: string, kind: keyof typeof KINDS = 'camt.053.001.02'): string {
  const [message, part] = KINDS[kind];
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${kind}"><${message}><GrpHdr><MsgId>B1</MsgId></GrpHdr>
<${part}><Id>1</Id><Bal><Amt Ccy="EUR">999.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>${entries}</${part}></${message}></Document>`;
}

interface Entry {
  amount?: string;
  way?: string;
  status?: string;
  day?: string;
  more?: string;
}
const entry = (
  details: string,
  { amount = '10.00', way = 'DBIT', status = 'BOOK', day = '2026-12-01', more = '' }: Entry = {},
) =>
  `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>${way}</CdtDbtInd>${more}<Sts>${status}</Sts><BookgDt><Dt>${day}</Dt></BookgDt>
<BkTxCd><Domn><Cd>PMNT</Cd></Domn></BkTxCd><NtryDtls>${details}</NtryDtls></Ntry>`;
const details = (reference: string, more = '') =>
  `<TxDtls><Refs><EndToEndId>${reference}</EndToEndId></Refs>${more}</TxDtls>`;

describe('an account’s movements', () => {
  it.each(Object.keys(KINDS) as (keyof typeof KINDS)[])('are read as %s', (kind) => {
    const file = camt(entry(details(ONE)) + entry(details('NOTPROVIDED'), { amount: '800.00' }), kind);
    expect(read(file)).toEqual({
      ...{ format: 'camt', unknown: [] },
      said: [
        {
          ...{ reference: ONE, news: 'paid', status: 'BOOK', amount: '10.00' },
          occurredAt: new Date('2026-12-02T11:59:59.999Z'),
          key: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      ],
    });
    expect(read(file).said).toEqual(read(file).said);
  });

  it('have each payment’s own amount where many are booked as one', () => {
    const amounts =
      details(
        ONE,
        '<AmtDtls><InstdAmt><Amt Ccy="EUR">9.00</Amt></InstdAmt><TxAmt><Amt Ccy="EUR">8.00</Amt></TxAmt></AmtDtls>',
      ) +
      details(TWO, '<Amt Ccy="EUR">12</Amt><CdtDbtInd>DBIT</CdtDbtInd>') +
      details(THREE);
    expect(said(camt(entry(amounts, { amount: '30.00' })))).toEqual([
      [ONE, 'paid', '8.00'],
      [TWO, 'paid', '12.00'],
      // What it came to is not said, and the sum is of all.
      [THREE, 'paid', undefined],
    ]);
  });

  it('bring back what came in, with the reason, and what was reversed', () => {
    const because = '<RtrInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>closed in May</AddtlInf></RtrInf>';
    const file = camt(
      entry(details(ONE, because), { way: 'CRDT', day: '2026-12-03', amount: '9.50' }) +
        entry(details(ONE)) +
        // Some banks write the direction of what is reversed, and some that of the money.
        entry(details(TWO), { way: 'DBIT', day: '2026-12-02', more: '<RvslInd>true</RvslInd>' }) +
        entry(details(THREE), { way: 'CRDT', day: '2026-12-02', more: '<RvslInd>true</RvslInd>' }),
    );
    expect(said(file)).toEqual([
      [ONE, 'paid', '10.00'],
      [TWO, 'returned', '10.00'],
      [THREE, 'returned', '10.00'],
      [ONE, 'returned', '9.50'],
    ]);
    expect(read(file).said.at(-1)?.reason).toBe('AC04: the account is closed; closed in May');
  });

  it('say nothing yet while they are not booked', () => {
    const pending = entry(details(ONE), { status: '<Cd>PDNG</Cd>' });
    expect(said(camt(pending, 'camt.052.001.08'))).toEqual([[ONE, 'underWay', undefined]]);
    expect(said(camt(pending + entry(details(ONE), { status: '<Cd>BOOK</Cd>' }), 'camt.052.001.08'))).toEqual(
      [
        [ONE, 'underWay', undefined],
        [ONE, 'paid', '10.00'],
      ],
    );
    expect(() => read(camt(entry(details(ONE), { status: 'INFO' })))).toThrow(/no entry has a reference/);
  });

  it('add up what left for one payment, also of two bookings that differ in nothing', () => {
    expect(said(camt(entry(details(ONE)) + entry(details(ONE))))).toEqual([[ONE, 'paid', '20.00']]);
  });

  it('pay all where the file was booked as one sum', () => {
    const sum = (amount: string) =>
      camt(entry('<Btch><PmtInfId>HUB7-1-ABC</PmtInfId><NbOfTxs>3</NbOfTxs></Btch>', { amount }));
    expect(said(sum('30'))).toEqual(batch.references.map((reference) => [reference, 'paid', undefined]));
    expect(() => read(sum('20.00'))).toThrow(
      'file: one sum of 20.00 EUR was booked for the file, and its payments come to 30.00: say of each by hand what became of it',
    );
    const refs = '<TxDtls><Refs><MsgId>HUB7-1-ABC</MsgId></Refs></TxDtls>';
    expect(said(camt(entry(refs, { amount: '30.00' })))).toHaveLength(3);
  });

  it('are found by what stands in their texts', () => {
    const text = `<TxDtls><RmtInf><Ustrd>EREF+${ONE.slice(0, 9)}</Ustrd></RmtInf><AddtlTxInf>SVWZ+x EREF+${TWO}ABC</AddtlTxInf></TxDtls>`;
    expect(said(camt(entry(text)))).toEqual([[TWO, 'paid', '10.00']]);
    const bare = `<Ntry><Amt Ccy="EUR">10.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><AddtlNtryInf>${THREE}</AddtlNtryInf></Ntry>`;
    expect(said(camt(bare))).toEqual([[THREE, 'paid', '10.00']]);
  });

  it.each([
    ['of others', camt(entry(details('P9'))), /no entry has a reference of this batch, such as PABC/],
    ['without any', camt(''), /no entry has a reference/],
    [
      'in another currency',
      camt(entry(details(ONE, '<Amt Ccy="USD">1.00</Amt>'))),
      /1\.00 USD is no amount of the batch/,
    ],
    ['without a direction', camt(entry(details(ONE), { way: '' })), /CdtDbtInd/],
    ['with a document type', `<!DOCTYPE a>${camt('').replace(/<\?.*\?>/, '')}`, /document type/],
  ])('are refused %s', (_, file, problem) => {
    expect(() => read(file)).toThrow(
      expect.objectContaining({ code: 'bad_request', message: expect.stringMatching(problem) }),
    );
  });

  it('answer any damage with a problem of the file, or are read', () => {
    const whole = camt(entry(details(ONE, '<Amt Ccy="EUR">1.00</Amt>')));
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(20), fc.string({ maxLength: 10 }), (from, length, text) => {
        try {
          read(whole.slice(0, from) + text + whole.slice(from + length));
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });
});
