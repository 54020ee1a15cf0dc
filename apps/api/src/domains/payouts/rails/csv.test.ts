import { expect, it } from 'vitest';
import type { RailBatch, RailItem } from '../rail.ts';
import { csvRail } from './csv.ts';

const item = (change: Partial<RailItem>): RailItem => ({
  ...{ reference: 'P1-1', amount: '100', currency: 'JPY', affiliateId: 7, affiliateName: 'Ada', payee: null },
  ...change,
});

const batch: RailBatch = {
  ...{ id: 1, storefrontId: 1, storefrontName: 'main', messageId: 'HUB-1-1', currency: 'JPY', total: '300' },
  ...{
    reference: 'November',
    attemptedAt: new Date(0),
    providerId: null,
    account: null,
    isSelfApproved: true,
  },
  items: [
    item({
      affiliateName: '=HYPERLINK("x")',
      payee: { method: 'bank', holder: 'Doe; Jane', iban: 'DE89370400440532013000', bic: null },
    }),
    item({ payee: { method: 'paypal', holder: null, email: '+ada@example.com' } }),
    item({ amount: '1.250', currency: 'KWD', payee: { method: 'other', holder: null, note: '-by cheque' } }),
  ],
};

it('lists what is to be paid, guards names, and leaves what money is sent by', async () => {
  const file = await csvRail().makeFile?.(batch);
  expect(file?.name).toBe('payout-HUB-1-1-self-approved.csv');
  expect(file?.content.split('\r\n')).toEqual([
    '\uFEFFreference,affiliateId,affiliate,method,holder,iban,bic,paypal,note,amount,currency,statementText,selfApproved',
    `P1-1,7,"'=HYPERLINK(""x"")",bank,"Doe; Jane",DE89370400440532013000,,,,100,JPY,November,yes`,
    'P1-1,7,Ada,paypal,,,,+ada@example.com,,100,JPY,November,yes',
    `P1-1,7,Ada,other,,,,,'-by cheque,1.250,KWD,November,yes`,
    '',
  ]);
  const approved = await csvRail().makeFile?.({ ...batch, isSelfApproved: false });
  expect(approved?.name).toBe('payout-HUB-1-1.csv');
  expect(approved?.content).not.toContain(',yes\r\n');
});
