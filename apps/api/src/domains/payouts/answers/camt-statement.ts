import { type MessageTaker, readXml } from './read-xml.ts';

/** An amount as the bank writes it. */
export interface StatedAmount {
  value: string;
  currency: string | null;
}

/** One payment within an entry. */
export interface EntryDetails {
  endToEndId: string | null;
  instructionId: string | null;
  /** The file that it came with: its group, or the whole. */
  fileIds: string[];
  bankReference: string | null;
  /** What was booked, before what was asked for. */
  amounts: Partial<Record<AmountKind, StatedAmount>>;
  direction: string | null;
  /** Why it came back. */
  codes: string[];
  words: string[];
  /** Where a name may stand that the bank has not understood. */
  purposes: string[];
}

/** What moved on an account: one payment, or many with one sum. */
export interface StatementEntry {
  amount: StatedAmount | null;
  /** `DBIT`: money left the account. */
  direction: string | null;
  isReversal: boolean;
  /** `BOOK`, `PDNG`, `INFO`. */
  status: string;
  bookedOn: string | null;
  valueOn: string | null;
  bankReference: string | null;
  fileIds: string[];
  purposes: string[];
  details: EntryDetails[];
}

/** As banks fill them; the first that is there counts. */
export const AMOUNT_KINDS = ['booked', 'transaction', 'instructed'] as const;
type AmountKind = (typeof AMOUNT_KINDS)[number];

/** What an XML file must have to be read as a list of an account's movements. */
export const CAMT_NAMESPACE = /urn:iso:std:iso:20022:tech:xsd:camt\.05[234]\.\d{3}\.\d{2}/;

const MESSAGES = new Set(['BkToCstmrStmt', 'BkToCstmrAcctRpt', 'BkToCstmrDbtCdtNtfctn']);
const ENTRY = /^(?:Stmt|Rpt|Ntfctn)\/Ntry$/;
const DETAILS = 'NtryDtls/TxDtls';
const MOST_TEXTS = 20;

/** Reads all entries of camt.052, camt.053 and camt.054 of any version. Throws `bad_request` that names `file`. */
export function readStatement(xml: string): StatementEntry[] {
  const reader = new StatementReader();
  readXml(xml, reader);
  return reader.entries;
}

/** Takes the entries out of the stream of tags. */
class StatementReader implements MessageTaker {
  readonly entries: StatementEntry[] = [];
  #entry: StatementEntry | null = null;
  #details: EntryDetails | null = null;

  isMessage({ local, uri }: { local: string; uri: string }): boolean {
    return MESSAGES.has(local) && CAMT_NAMESPACE.test(uri);
  }

  begin(): void {}

  open(path: string): void {
    if (ENTRY.test(path)) {
      this.#entry = emptyEntry();
      this.entries.push(this.#entry);
    } else if (this.#entry !== null && belowEntry(path) === DETAILS) {
      this.#details = emptyDetails();
      this.#entry.details.push(this.#details);
    }
  }

  close(path: string, text: string, currency: string | null): void {
    if (this.#entry === null) return;
    if (ENTRY.test(path)) {
      this.#entry = null;
      return;
    }
    const below = belowEntry(path);
    if (below === DETAILS) this.#details = null;
    else if (text === '') return;
    else if (this.#details === null) takeOfEntry(this.#entry, below, { value: text, currency });
    else takeOfDetails(this.#details, below.slice(DETAILS.length + 1), { value: text, currency });
  }
}

/** `Stmt/Ntry/Amt` is `Amt`. */
const belowEntry = (path: string): string => path.split('/').slice(2).join('/');

function takeOfEntry(entry: StatementEntry, path: string, amount: StatedAmount): void {
  const text = amount.value;
  switch (path) {
    case 'Amt':
      entry.amount = amount;
      return;
    case 'CdtDbtInd':
      entry.direction = text;
      return;
    case 'RvslInd':
      entry.isReversal = text === 'true' || text === '1';
      return;
    // A code of its own in newer versions.
    case 'Sts':
    case 'Sts/Cd':
      entry.status = text;
      return;
    case 'BookgDt/Dt':
    case 'BookgDt/DtTm':
      entry.bookedOn = text;
      return;
    case 'ValDt/Dt':
    case 'ValDt/DtTm':
      entry.valueOn = text;
      return;
    case 'AcctSvcrRef':
      entry.bankReference = text;
      return;
    case 'NtryDtls/Btch/PmtInfId':
    case 'NtryDtls/Btch/MsgId':
      entry.fileIds.push(text);
      return;
    case 'AddtlNtryInf':
      entry.purposes.push(text);
      return;
  }
}

const AMOUNT_OF: Readonly<Record<string, AmountKind>> = {
  Amt: 'booked',
  'AmtDtls/TxAmt/Amt': 'transaction',
  'AmtDtls/InstdAmt/Amt': 'instructed',
};

function takeOfDetails(details: EntryDetails, path: string, amount: StatedAmount): void {
  const text = amount.value;
  const kind = Object.hasOwn(AMOUNT_OF, path) ? AMOUNT_OF[path] : undefined;
  if (kind !== undefined) details.amounts[kind] = amount;
  switch (path) {
    case 'Refs/EndToEndId':
      details.endToEndId = text;
      return;
    case 'Refs/InstrId':
      details.instructionId = text;
      return;
    case 'Refs/MsgId':
    case 'Refs/PmtInfId':
      details.fileIds.push(text);
      return;
    case 'Refs/AcctSvcrRef':
      details.bankReference = text;
      return;
    case 'CdtDbtInd':
      details.direction = text;
      return;
    case 'RtrInf/Rsn/Cd':
      if (details.codes.length < MOST_TEXTS) details.codes.push(text);
      return;
    case 'RtrInf/Rsn/Prtry':
    case 'RtrInf/AddtlInf':
      if (details.words.length < MOST_TEXTS) details.words.push(text);
      return;
    case 'RmtInf/Ustrd':
    case 'AddtlTxInf':
      if (details.purposes.length < MOST_TEXTS) details.purposes.push(text);
      return;
  }
}

function emptyEntry(): StatementEntry {
  return {
    ...{ amount: null, direction: null, isReversal: false, status: 'BOOK', bookedOn: null, valueOn: null },
    ...{ bankReference: null, fileIds: [], purposes: [], details: [] },
  };
}

function emptyDetails(): EntryDetails {
  return {
    ...{ endToEndId: null, instructionId: null, fileIds: [], bankReference: null, amounts: {} },
    ...{ direction: null, codes: [], words: [], purposes: [] },
  };
}
