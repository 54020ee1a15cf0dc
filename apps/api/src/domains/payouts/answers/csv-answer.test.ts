import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../platform/app-error.ts';
import { readCsvAnswer } from './csv-answer.ts';

const NOW = new Date('2026-12-05T12:00:00Z');
const batch = {
  messageId: 'HUB7-1-ABC',
  currency: 'EUR',
  total: '30.00',
  references: ['PAAA', 'PBBB', 'PCCC'],
};
const read = (text: string) => readCsvAnswer(text, batch, NOW);
const said = (text: string) =>
  read(text).said.map(({ reference, news, amount }) => [reference, news, amount]);

describe('a bank’s list', () => {
  it.each([
    [
      'English',
      'Date,End-to-end ID,Amount,Status,Reason\n2026-12-01,PAAA,10.00,Completed,\n2026-12-01,PBBB,10.00,Rejected,closed',
    ],
    [
      'German',
      '\uFEFFBuchungstag;Kundenreferenz (End-to-End);Betrag;Status;Grund\r\n01.12.2026;PAAA;10,00;ausgeführt;\r\n01.12.26;PBBB;10,00;Zurückgewiesen;closed\r\n',
    ],
    [
      'French',
      'Date d’opération\tRéférence de bout en bout\tMontant (EUR)\tStatut\tMotif\n01/12/2026\tPAAA\t10,00 €\tExécuté\t\n01/12/2026\tPBBB\t10,00 €\tRejetée\tclosed',
    ],
    [
      'Dutch',
      '"Boekdatum";"Kenmerk";"Bedrag";"Status";"Reden"\n"20261201";"PAAA";"10,00";"Uitgevoerd";""\n"20261201";"PBBB";"10,00";"Afgewezen";"closed"',
    ],
    [
      'Spanish',
      'Título de la lista\n\nFecha;Referencia;Importe;Estado;Motivo\n1-12-2026;PAAA;10,00;Pagado;\n1-12-2026;PBBB;10,00;Rechazado;closed',
    ],
    [
      'the one that it was paid by',
      'sep=,\r\nreference,affiliateId,amount,status,reason,paidAt\r\nPAAA,1,10.00,paid,,2026-12-01\r\nPBBB,2,10.00,failed,closed,2026-12-01\r\n',
    ],
  ])('is read in %s', (_, text) => {
    const occurredAt = new Date('2026-12-02T11:59:59.999Z');
    const { format, said: items, unknown } = read(text);
    expect({ format, unknown }).toEqual({ format: 'csv', unknown: [] });
    expect(items).toEqual([
      {
        ...{ reference: 'PAAA', news: 'paid', amount: '10.00', occurredAt },
        status: expect.any(String),
        key: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      {
        ...{ reference: 'PBBB', news: 'failed', reason: 'closed', occurredAt },
        status: expect.any(String),
        key: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
  });

  it('takes an account’s bookings: what left was paid, and what comes back was returned', () => {
    const bookings = `Buchungstag;Verwendungszweck;Umsatz
05.12.2026;Miete;-1.234,56
03.12.2026;RETOURE EREF+PAAA SVWZ+unbekannt;+10,00
01.12.2026;EREF+PAAA SVWZ+Commission;-10,00
01.12.2026;EREF: pbbb;-9,50`;
    // The bank lists the latest first; what came back was paid before.
    expect(said(bookings)).toEqual([
      ['PAAA', 'paid', '10.00'],
      ['PBBB', 'paid', '9.50'],
      ['PAAA', 'returned', '10.00'],
    ]);
    expect(said('Date,Reference,Debit,Credit\n2026-12-01,PAAA,10.00,\n2026-12-02,PAAA,,10.00')).toEqual([
      ['PAAA', 'paid', '10.00'],
      ['PAAA', 'returned', '10.00'],
    ]);
    expect(said('Datum;Kenmerk;Bedrag;Af Bij\n20261201;PAAA;10,00;Af\n20261202;PAAA;10,00;Bij')).toEqual([
      ['PAAA', 'paid', '10.00'],
      ['PAAA', 'returned', '10.00'],
    ]);
  });

  it.each([
    ['Date,Reference,Withdrawals,Deposits', '2026-12-01,PAAA,10.00,', '2026-12-02,PAAA,,10.00'],
    ['Date,Reference,Money out,Money in', '2026-12-01,PAAA,-10.00,0.00', '2026-12-02,PAAA,0.00,10.00'],
    ['Date,Reference,Amount,Transaction Type', '2026-12-01,PAAA,10.00,Debit', '2026-12-02,PAAA,10.00,Credit'],
    ['Date|Reference|Amount|D/C', '2026-12-01|PAAA|10.00|D', '2026-12-02|PAAA|10.00|K'],
    ['Date,Reference,Amount,Type', '2026-12-01,PAAA,-10.00,Transfer', '2026-12-02,PAAA,10.00,Transfer'],
  ])('knows which way money went from %s', (...lines) => {
    expect(said(lines.join('\n'))).toEqual([
      ['PAAA', 'paid', '10.00'],
      ['PAAA', 'returned', '10.00'],
    ]);
  });

  it('adds up what left for one payment: in parts, with a fee, or twice', () => {
    const list = (...bookings: [string, string][]) =>
      `Datum;Text;Betrag\n${bookings.map(([day, amount]) => `${day};EREF+PAAA;${amount}`).join('\n')}`;
    expect(said(list(['01.12.2026', '-4,00'], ['01.12.2026', '-6,00']))).toEqual([['PAAA', 'paid', '10.00']]);
    expect(said(list(['01.12.2026', '-0,20'], ['01.12.2026', '-10,00']))).toEqual([
      ['PAAA', 'paid', '10.20'],
    ]);
    expect(said(list(['02.12.2026', '-10,00'], ['01.12.2026', '-10,00']))).toEqual([
      ['PAAA', 'paid', '20.00'],
    ]);
    // It came back and was paid again, and came back again.
    const again: [string, string][] = [
      ['03.12.2026', '-10,00'],
      ['02.12.2026', '10,00'],
      ['01.12.2026', '-10,00'],
    ];
    expect(said(list(...again))).toEqual([['PAAA', 'paid', '10.00']]);
    expect(said(list(['04.12.2026', '9,50'], ['04.12.2026', '0,50'], ...again))).toEqual([
      ['PAAA', 'paid', '10.00'],
      ['PAAA', 'returned', '10.00'],
    ]);
    const [one, other] = [again, [...again].reverse()].map((bookings) => read(list(...bookings)).said);
    expect(one).toEqual(other);
  });

  it('finds a payment’s name also where the bank has broken the line, or wrote no space', () => {
    const long = { ...batch, references: ['PABCDEFGH2345678', 'PABCDEFGH2345679'] };
    const news = (purpose: string) =>
      readCsvAnswer(`Text;Betrag\n"${purpose}";-10,00`, long, NOW).said.map(({ reference }) => reference);
    for (const purpose of [
      'Commission of November EREF+PABCD EFGH2345678 SVWZ+Commission',
      'EREF+PABCDEFGH2345678SVWZ+Commission',
      'SVWZ+Commission EREF+PABCDEFG\nH2345678',
      'pabcdefgh2345678',
    ]) {
      expect(news(purpose)).toEqual(['PABCDEFGH2345678']);
    }
    expect(() => news('PABCDEFGH2345678 PABCDEFGH2345679')).toThrow(/no line has a reference/);
  });

  it('goes by the dates of all lines to tell the day from the month', () => {
    const [first] = read('Date,Reference,Status\n12/02/2025,PAAA,paid\n12/25/2025,other,paid\n').said;
    expect(first?.occurredAt).toEqual(new Date('2025-12-03T11:59:59.999Z'));
  });

  it('keeps what the bank took for it, and tells references that are of no payment', () => {
    const { said: items, unknown } = read(
      'reference,status,amount,fee\nPAAA,paid,10,0.35\nPBBB,paid,10,0.00\nX1,paid,1,\nX1,paid,1,\n',
    );
    expect(items.map(({ fee }) => fee)).toEqual([{ amount: '0.35', currency: 'EUR' }, undefined]);
    expect(unknown).toEqual(['X1']);
    const abroad = read('reference,status,fee\nPAAA,paid,USD 0.30\nPBBB,paid,"1,2 QQQ"\n').said;
    expect(abroad.map(({ fee }) => fee)).toEqual([{ amount: '0.30', currency: 'USD' }, undefined]);
  });

  it('knows a row again, and a changed one not', () => {
    const keys = (text: string) => read(text).said.map(({ key }) => key);
    expect(keys('reference;status\nPAAA;paid')).toEqual(keys('reference,status\r\n"PAAA",paid\r\n'));
    expect(keys('reference;status\nPAAA;paid')).not.toEqual(keys('reference;status\nPAAA;pending'));
  });

  it.each([
    ['of another batch', 'reference,status\nPX,paid', /no line has a reference of this batch, such as PAAA/],
    ['without a header', 'PAAA,paid\nPBBB,paid', /has no header/],
    ['of nothing', ' ', /has no header/],
    [
      'with a status that nobody knows',
      'reference,status\nPAAA,maybe',
      /line 2: "maybe" is no status that is known/,
    ],
    [
      'with part of a known status',
      'reference,status\nPAAA,not completed',
      /line 2: "not completed" is no status/,
    ],
    [
      'with half of an amount',
      'reference,status,amount\nPAAA,paid,1O.00',
      /line 2: "1O.00" is no amount of EUR/,
    ],
    [
      'in another currency',
      'reference,status,amount,currency\nPAAA,paid,10.00,USD',
      /line 2: PAAA is paid in USD, and the batch in EUR/,
    ],
    [
      'with a date that is none',
      'reference,status,date\nPAAA,paid,31.02.2026',
      /line 2: "31.02.2026" is no date/,
    ],
    [
      'with the sign of another currency',
      'reference,status,amount\nPAAA,paid,$10.00',
      /"\$10.00" is no amount of EUR/,
    ],
    [
      'with one booking that is there twice',
      'Datum;Text;Betrag\n01.12.2026;PAAA;-10,00\n01.12.2026;x;-1,00\n01.12.2026;PAAA;-10,00',
      /lines 2 and 4 are the same: .* settle it by hand/,
    ],
    [
      'with two amounts of one payment',
      'reference,status,amount\nPAAA,paid,10.00\nPAAA,paid,10.00\nPAAA,paid,0.35',
      /lines 3 and 4 say that 10.00 and 0.35 were paid of PAAA/,
    ],
    ['of a million lines', '\n'.repeat(1_000_000), /has more than 200,000 lines/],
    ['of millions of cells', ';'.repeat(2_000_000), /has too many cells/],
    ['with a quote that is never closed', 'reference,status\n"PAAA,paid\nPBBB,paid\n', /Quote/],
    ['with a line that never ends', `reference,status\n"${'x'.repeat(300_000)}`, /Max Record Size/],
    [
      'without a status or a sign',
      'reference,amount\nPAAA,10.00',
      /line 2: nothing says whether it was paid/,
    ],
  ])('is refused %s', (_, text, problem) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code: 'bad_request', message: expect.stringMatching(problem) }),
    );
  });

  it('tells what came first before what came later, wherever it stands', () => {
    const list =
      'reference,status,date\nPAAA,paid,2026-12-02\nPBBB,failed,2026-12-01\nPCCC,pending,2026-12-03';
    expect(read(list).said.map(({ reference }) => reference)).toEqual(['PBBB', 'PAAA', 'PCCC']);
  });

  it('takes no line about two payments', () => {
    expect(() => read('Text;Umsatz\nPAAA PBBB;-20,00')).toThrow(/no line has a reference/);
  });

  it('answers any text with a problem of the file, or reads it', () => {
    const cell = fc.constantFrom(
      'reference',
      'status',
      'amount',
      'PAAA',
      'paid',
      '-1,00',
      '"',
      ';',
      ',',
      '\n',
      '\t',
      'x',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(cell, fc.string({ maxLength: 5 })), { maxLength: 60 }), (parts) => {
        try {
          read(parts.join(''));
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
        }
      }),
      { numRuns: 1000 },
    );
  });
});
