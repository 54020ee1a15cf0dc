/** What a column of a bank's list can stand for. */
export type AnswerColumn =
  | 'reference'
  | 'status'
  | 'amount'
  | 'debit'
  | 'credit'
  | 'direction'
  | 'currency'
  | 'date'
  | 'fee'
  | 'reason';

/**
 * Titles in English, German, French, Dutch and Spanish, without spaces, accents and punctuation. Of several columns that
 * stand for one thing, the one whose title is earlier here is read.
 */
const TITLES: Readonly<Record<AnswerColumn, string>> = {
  reference: `endtoendid endtoendreference endtoendreferenz endtoendreferenzeref endtoend e2eid e2ereference eref
    kundenreferenzendtoend senderitemid referencedeboutenbout identifiantdeboutenbout referencebaenbout
    endtoendkenmerk referenciadeextremoaextremo referenciaextremoaextremo identificadorextremoaextremo
    paymentreference customerreference reference referenceno referencenumber ref
    kundenreferenz zahlungsreferenz referenz referenznummer referencedupaiement referenceclient
    betalingskenmerk kenmerk referentie referencia referenciadelpago referenciadepago`,
  status: `paymentstatus transactionstatus itemstatus status state outcome result
    zahlungsstatus auftragsstatus umsatzstatus zustand ergebnis
    statutdupaiement statutpaiement statut etat resultat
    betaalstatus betalingsstatus toestand resultaat
    estadodelpago estadodepago estado situacion resultado`,
  amount: `paidamount amountpaid transactionamount instructedamount amount amounteur amountineur sum value
    betrag betrageur betragineur umsatz umsatzineur zahlbetrag summe
    montant montanteur montantdeloperation somme
    bedrag bedrageur bedragineur
    importe importeeur monto cantidad`,
  debit: `debit debitamount debitamt paidout moneyout outflow withdrawal withdrawals withdrawalamount withdrawalamt
    soll sollbetrag belastung af cargo debe debiteur`,
  credit: `credit creditamount creditamt paidin moneyin inflow deposit deposits depositamount depositamt
    haben habenbetrag gutschrift bij abono haber`,
  direction: `direction debitcredit creditdebit dc cd drcr crdr balanceimpact sollhaben shkz sh afbij bijaf sens signo
    debecocredito transactiontype type`,
  currency:
    'currency currencycode ccy wahrung waehrung devise monnaie munt valutacode muntsoort divisa moneda',
  date: `paidat paymentdate bookingdate transactiondate executiondate postingdate settlementdate completedon date valuedate
    buchungstag buchungsdatum ausfuhrungsdatum ausfuehrungsdatum datum valutadatum wertstellung valuta
    datedoperation dateoperation datedexecution datedecomptabilisation datecomptable datedevaleur datevaleur
    boekdatum boekingsdatum uitvoeringsdatum transactiedatum rentedatum
    fechadeoperacion fechaoperacion fechadeejecucion fechacontable fecha fechavalor fechadevalor`,
  fee: 'fee fees charges gebuhr gebuhren gebuehr entgelt frais kosten comision gastos',
  reason: `statusreason returnreason rejectionreason reason errormessage error
    ruckgabegrund rueckgabegrund grund fehler motifderejet motif raison reden storingsreden motivo causa`,
};

const COLUMN_OF = new Map<string, { column: AnswerColumn; rank: number }>();
for (const [column, titles] of Object.entries(TITLES) as [AnswerColumn, string][]) {
  for (const [rank, title] of titles.split(/\s+/).entries()) COLUMN_OF.set(title, { column, rank });
}

/** Where in a row each column stands. */
export type AnswerColumns = Partial<Record<AnswerColumn, number>>;

/** Recognises columns by their titles. */
export function recogniseColumns(header: readonly string[]): AnswerColumns {
  const found: AnswerColumns = {};
  const ranks: Partial<Record<AnswerColumn, number>> = {};
  for (const [place, title] of header.entries()) {
    const known =
      COLUMN_OF.get(plainWord(title)) ?? COLUMN_OF.get(plainWord(title.replace(/\([^)]*\)/g, '')));
    if (known === undefined) continue;
    const { column, rank } = known;
    if (rank >= (ranks[column] ?? Number.POSITIVE_INFINITY)) continue;
    found[column] = place;
    ranks[column] = rank;
  }
  return found;
}

/** Returns a text as lists compare it: `Référence (E2E)` is `referencee2e`. */
export function plainWord(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .replaceAll('ß', 'ss');
}
