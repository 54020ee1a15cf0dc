import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../platform/app-error.ts';
import { readPain002 } from './pain002.ts';

const NOW = new Date('2026-12-02T12:00:00Z');
const batch = { messageId: 'HUB7-1-ABC', currency: 'EUR', total: '37.50', references: ['P1', 'P2', 'P3'] };
const read = (xml: string) => readPain002(xml, batch, NOW);
const outcomes = (xml: string) =>
  Object.fromEntries(read(xml).said.map(({ reference, news }) => [reference, news]));

interface Wanted {
  version?: string;
  original?: string;
  created?: string;
  group?: string;
  payments?: string;
  prefix?: string;
}

function report({
  version = '03',
  original = '<OrgnlMsgId>HUB7-1-ABC</OrgnlMsgId>',
  created = '2026-12-01T10:00:00+01:00',
  group = '',
  payments = '',
}: Wanted = {}): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.${version}"><CstmrPmtStsRpt>
<GrpHdr><MsgId>BANK-1</MsgId><CreDtTm>${created}</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts>${original}<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>${group}</OrgnlGrpInfAndSts>
${payments === '' ? '' : `<OrgnlPmtInfAndSts><OrgnlPmtInfId>HUB7-1-ABC</OrgnlPmtInfId>${payments}</OrgnlPmtInfAndSts>`}
</CstmrPmtStsRpt></Document>`;
}

const payment = (reference: string, status: string, more = '') =>
  `<TxInfAndSts><StsId>S</StsId><OrgnlEndToEndId>${reference}</OrgnlEndToEndId>${status === '' ? '' : `<TxSts>${status}</TxSts>`}${more}</TxInfAndSts>`;
const because = (code: string, words = '') =>
  `<StsRsnInf><Rsn><Cd>${code}</Cd></Rsn>${words === '' ? '' : `<AddtlInf>${words}</AddtlInf>`}</StsRsnInf>`;

describe('pain.002', () => {
  it.each(['03', '10', '12'])('of version %s says what became of each payment', (version) => {
    const payments =
      payment('P1', 'ACSC', '<OrgnlTxRef><Amt><InstdAmt Ccy="EUR">12.5</InstdAmt></Amt></OrgnlTxRef>') +
      payment('P2', 'RJCT', because('AC04', 'Konto &amp; Kunde &#x65;rloschen'));
    const { format, said, unknown } = read(report({ version, group: '<GrpSts>PART</GrpSts>', payments }));
    expect({ format, unknown }).toEqual({ format: 'pain.002', unknown: [] });
    const occurredAt = new Date('2026-12-01T09:00:00Z');
    expect(said).toEqual([
      { reference: 'P1', news: 'paid', status: 'ACSC', amount: '12.50', occurredAt, key: 'BANK-1 P1 ACSC' },
      {
        ...{ reference: 'P2', news: 'failed', status: 'RJCT', occurredAt, key: 'BANK-1 P2 RJCT' },
        reason: 'AC04: the account is closed; Konto & Kunde erloschen',
      },
    ]);
  });

  it.each([
    ['ACCP', 'underWay'],
    ['ACSP', 'underWay'],
    ['ACTC', 'underWay'],
    ['ACWC', 'underWay'],
    ['RCVD', 'underWay'],
    ['PDNG', 'underWay'],
    ['XXXX', 'underWay'],
    ['ACSC', 'paid'],
    ['ACCC', 'paid'],
    ['RJCT', 'failed'],
    ['CANC', 'failed'],
  ])('takes %s of the whole file as %s of every payment', (status, news) => {
    expect(outcomes(report({ group: `<GrpSts>${status}</GrpSts>` }))).toEqual({
      P1: news,
      P2: news,
      P3: news,
    });
  });

  it('lets a payment’s own status count more than that of all', () => {
    const payments = `<PmtInfSts>ACCP</PmtInfSts>${payment('P2', 'RJCT', because('AC01'))}`;
    expect(outcomes(report({ group: '<GrpSts>ACCP</GrpSts>', payments }))).toEqual({
      ...{ P1: 'underWay', P2: 'failed', P3: 'underWay' },
    });
    const all = `<PmtInfSts>RJCT</PmtInfSts>${because('AM04')}${payment('P1', '')}`;
    const { said } = read(report({ payments: all }));
    expect(said.map(({ news, reason }) => [news, reason])).toEqual(
      Array.from({ length: 3 }, () => ['failed', 'AM04: the account that pays has not enough money']),
    );
  });

  it('says nothing of payments that a partly accepted file does not name', () => {
    expect(outcomes(report({ group: '<GrpSts>PART</GrpSts>', payments: payment('P3', 'RJCT') }))).toEqual({
      P3: 'failed',
    });
  });

  it.each(['AM05', 'DU01', 'DUPL'])(
    'takes what is refused as a second one (%s) for under way: the first may be paid',
    (code) => {
      const whole = report({ group: `<GrpSts>RJCT</GrpSts>${because(code)}` });
      expect(outcomes(whole)).toEqual({ P1: 'underWay', P2: 'underWay', P3: 'underWay' });
      const one = report({ payments: payment('P1', 'RJCT', because(code)) });
      expect(outcomes(one)).toEqual({ P1: 'underWay' });
      const namedBelow = report({
        group: `<GrpSts>RJCT</GrpSts>${because(code)}`,
        payments: payment('P1', 'RJCT'),
      });
      expect(outcomes(namedBelow).P1).toBe('underWay');
    },
  );

  it('takes a check of names for no payment', () => {
    const { said } = read(report({ group: '<GrpSts>RVCM</GrpSts>', payments: payment('P1', 'RVNM') }));
    expect(said.map(({ reference, news, reason }) => [reference, news, reason])).toContainEqual([
      ...['P1', 'underWay', 'the name does not fit the account'],
    ]);
  });

  it('tells references that are of no payment', () => {
    const { said, unknown } = read(report({ payments: payment('P9', 'RJCT') + payment('P1', 'ACSC') }));
    expect(unknown).toEqual(['P9']);
    expect(said).toHaveLength(1);
  });

  it('refuses a report about another file', () => {
    const other = report({ original: '<OrgnlMsgId>HUB6-1-XYZ</OrgnlMsgId>' });
    expect(() => read(other)).toThrow(
      expect.objectContaining({
        code: 'conflict',
        message: 'file: answers batch HUB6-1-XYZ, not this one (HUB7-1-ABC)',
      }),
    );
    expect(() => read(report({ original: '' }))).toThrow(/does not say which file it answers/);
  });

  it('reads prefixes, comments, CDATA and an envelope', () => {
    const xml = `<env:conxml xmlns:env="urn:conxml"><env:file><n:Document xmlns:n="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10">
<n:CstmrPmtStsRpt><n:GrpHdr><n:MsgId>B</n:MsgId><n:CreDtTm>2026-12-01T09:00:00</n:CreDtTm></n:GrpHdr>
<n:OrgnlGrpInfAndSts><n:OrgnlMsgId><!-- x -->HUB7-<![CDATA[1-ABC]]></n:OrgnlMsgId><n:GrpSts> RJCT
</n:GrpSts></n:OrgnlGrpInfAndSts></n:CstmrPmtStsRpt></n:Document></env:file></env:conxml>`;
    expect(outcomes(xml)).toEqual({ P1: 'failed', P2: 'failed', P3: 'failed' });
  });

  it('takes no time of the future, and one without a zone as late as it can be', () => {
    const at = (created: string) =>
      read(report({ created, group: '<GrpSts>RJCT</GrpSts>' })).said[0]?.occurredAt.toISOString();
    expect(at('2026-12-31T00:00:00Z')).toBe(NOW.toISOString());
    expect(at('2026-12-01T10:00:00.123456')).toBe('2026-12-01T22:00:00.123Z');
    expect(at('yesterday')).toBe(NOW.toISOString());
  });

  it.each([
    ['a document type', `<!DOCTYPE a [<!ENTITY b "c">]>${report().replace(/<\?.*\?>/, '')}`, /document type/],
    [
      'a billion laughs',
      `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>`,
      /document type/,
    ],
    ['an entity', report({ original: '<OrgnlMsgId>&secret;</OrgnlMsgId>' }), /no XML that can be read/],
    ['half a file', report().slice(0, 300), /no XML that can be read/],
    ['deep nesting', '<a>'.repeat(100_000), /nests too deeply/],
    [
      'the file for the bank',
      '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"/>',
      /is pain\.001\.001\.09, the file for the bank/,
    ],
    [
      'a message between banks',
      '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.002.001.10"/>',
      /is pacs\.002\.001\.10, and none of pain\.002, camt\.052/,
    ],
    ['a page', '<html></html>', /is XML of another kind, and none of pain\.002/],
    [
      'an amount that is none',
      report({
        payments: payment(
          'P1',
          'ACSC',
          '<OrgnlTxRef><Amt><InstdAmt Ccy="USD">1</InstdAmt></Amt></OrgnlTxRef>',
        ),
      }),
      /P1: 1 USD is no amount of the batch/,
    ],
  ])('refuses %s', (_, xml, problem) => {
    expect(() => read(xml)).toThrow(
      expect.objectContaining({ code: 'bad_request', message: expect.stringMatching(problem) }),
    );
    expect(() => read(xml)).toThrow(/^file: /);
  });

  it('answers any damage to a file with a problem of the file, or reads it', () => {
    const whole = report({
      group: '<GrpSts>PART</GrpSts>',
      payments: payment('P1', 'RJCT', because('AC04')),
    });
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
