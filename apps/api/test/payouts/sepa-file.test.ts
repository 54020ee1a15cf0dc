import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RailBatch } from '../../src/domains/payouts/rail.ts';
import { type Debtor, writePain001 } from '../../src/domains/payouts/rails/sepa/pain001.ts';
import { bankItem, batchOf, debtorOf } from './sepa-batch.ts';
import { demandValid, textsOf, VERSIONS } from './sepa-schema.ts';

/** Reads a file by nothing that wrote it. */
function readBack(xml: string) {
  const all = (name: string) => textsOf(xml, name);
  const cents = all('InstdAmt').map((amount) => {
    expect(amount).toMatch(/^\d+\.\d\d$/);
    return BigInt(amount.replace('.', ''));
  });
  return { all, cents, sum: cents.reduce((sum, amount) => sum + amount, 0n) };
}

const write = (batch: RailBatch, profile: Partial<Debtor['profile']> = {}) =>
  writePain001(batch, debtorOf(profile));

describe('a SEPA file', () => {
  const profiles = VERSIONS.flatMap((version) =>
    [true, false].flatMap((groupSum) =>
      (['omit', 'notProvided'] as const).map((missingBic) => ({
        version,
        groupSum,
        missingBic,
        batchBooking: groupSum,
      })),
    ),
  );

  it.each(profiles)('is valid as banks want it: %o', async (profile) => {
    const batch = batchOf([bankItem(1, { bic: 'BKAUATWWXXX' }), bankItem(2, { amount: '0.01' })]);
    const xml = await write(batch, profile);
    demandValid(xml, profile.version);
    const { all } = readBack(xml);
    expect(all('CtrlSum')).toEqual(profile.groupSum ? ['10.01', '10.01'] : ['10.01']);
    expect(all('NbOfTxs')).toEqual(['2', '2']);
    expect(all('BtchBookg')).toEqual([String(profile.batchBooking)]);
    expect(all('EndToEndId')).toEqual(['P1-1', 'P1-2']);
    expect(all('InstrId')).toEqual(['P1-1', 'P1-2']);
    expect(xml.includes('NOTPROVIDED')).toBe(profile.missingBic === 'notProvided');
    expect(all('Id').filter((id) => id === 'NOTPROVIDED')).toHaveLength(
      profile.missingBic === 'omit' ? 0 : 1,
    );
  });

  it('says what is to be paid, and to whom', async () => {
    const xml = await write(batchOf([bankItem(1, { holder: 'Юрий & Müller', amount: '1234.50' })]));
    expect(xml).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>
<GrpHdr><MsgId>HUB-1-1</MsgId><CreDtTm>2026-12-01T08:30:15Z</CreDtTm><NbOfTxs>1</NbOfTxs><CtrlSum>1234.50</CtrlSum><InitgPty><Nm>Dream Team + Sohne</Nm></InitgPty></GrpHdr>
<PmtInf><PmtInfId>HUB-1-1</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg><NbOfTxs>1</NbOfTxs><CtrlSum>1234.50</CtrlSum><PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf><ReqdExctnDt><Dt>2026-12-02</Dt></ReqdExctnDt><Dbtr><Nm>Dream Team + Sohne</Nm></Dbtr><DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct><DbtrAgt><FinInstnId><BICFI>COBADEFFXXX</BICFI></FinInstnId></DbtrAgt><ChrgBr>SLEV</ChrgBr>
<CdtTrfTxInf><PmtId><InstrId>P1-1</InstrId><EndToEndId>P1-1</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">1234.50</InstdAmt></Amt><Cdtr><Nm>YUriy + Muller</Nm></Cdtr><CdtrAcct><Id><IBAN>AT611904300234573201</IBAN></Id></CdtrAcct><RmtInf><Ustrd>Commission November</Ustrd></RmtInf></CdtTrfTxInf></PmtInf>
</CstmrCdtTrfInitn></Document>
`,
    );
  });

  it('is valid with names of any characters, which are never empty, and the same each time', async () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ holder: anyText, affiliateName: anyText, cents: fc.bigInt(1n, 99_999_999_999n) }),
          {
            minLength: 1,
            maxLength: 5,
          },
        ),
        anyText,
        fc.constantFrom(...VERSIONS),
        async (drawn, reference, version) => {
          const items = drawn.map(({ holder, affiliateName, cents }, place) => {
            const digits = cents.toString().padStart(3, '0');
            const amount = `${digits.slice(0, -2)}.${digits.slice(-2)}`;
            return bankItem(place + 1, { holder, affiliateName, amount });
          });
          const batch = batchOf(items, { reference });
          const xml = await write(batch, { version });
          demandValid(xml, version);
          const { all, cents, sum } = readBack(xml);
          expect(cents).toEqual(drawn.map((item) => item.cents));
          expect(all('CtrlSum').map((text) => BigInt(text.replace('.', '')))).toEqual([sum, sum]);
          for (const text of [...all('Nm'), ...all('Ustrd')])
            expect(text).toMatch(/^[A-Za-z0-9/\-?:().,'+ ]+$/);
          for (const name of all('Nm')) expect(name).toMatch(/[A-Za-z0-9]/);
          expect(await write(structuredClone(batch), { version })).toBe(xml);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('of 10,000 payments is valid and adds up', async () => {
    // Added as numbers, these are off by a fraction of a cent.
    const amounts = ['0.10', '0.20', '1010.15', '2020.33', '999999999.99'];
    const items = Array.from({ length: 10_000 }, (_, place) =>
      bankItem(place + 1, { holder: `Ünï Çödé ${place} & Ελένη`, amount: amounts[place % 5] as string }),
    );
    const batch = batchOf(items);
    const xml = await write(batch);
    demandValid(xml, 'pain.001.001.09');
    const { all, cents, sum } = readBack(xml);
    expect(cents).toHaveLength(10_000);
    expect(sum).toBe(2000n * (10n + 20n + 101_015n + 202_033n + 99_999_999_999n));
    expect(all('CtrlSum')).toEqual([batch.total, batch.total]);
  });

  it.each([
    ['another currency', batchOf([bankItem(1)], { currency: 'USD' })],
    ['an item of another currency', batchOf([bankItem(1, { currency: 'USD' })])],
    ['another sum', batchOf([bankItem(1)], { total: '10.01' })],
    ['too much for one payment', batchOf([bankItem(1, { amount: '1000000000.00' })])],
    ['nothing', batchOf([bankItem(1, { amount: '0.00' })])],
    ['no items', batchOf([])],
    ['a name that a bank refuses', batchOf([bankItem(1)], { messageId: 'HUB//1' })],
    ['a name with an underscore', batchOf([bankItem(1, { reference: 'P_1' })])],
    ['no account', batchOf([bankItem(1, { payee: null })])],
  ])('is not made of %s', async (_, batch) => {
    await expect(write(batch)).rejects.toThrow(RangeError);
  });

  it('takes no BIC that the schema refuses', async () => {
    const batch = batchOf([bankItem(1, { bic: '1234DE00' })]);
    demandValid(await write(batch, { version: 'pain.001.001.03', missingBic: 'omit' }), 'pain.001.001.03');
    expect(await write(batch)).toContain('<BICFI>1234DE00</BICFI>');
  });
});
