import { type MessageTaker, readXml, refuseFile } from './read-xml.ts';

/** What a report says of one level. */
export interface ReportedStatus {
  status: string | null;
  /** Codes of ISO's list. */
  codes: string[];
  /** What the bank says beside them. */
  words: string[];
}

export interface ReportedPayment extends ReportedStatus {
  reference: string | null;
  amount: { value: string; currency: string | null } | null;
}

/** Payments of one group of the original file. */
export interface ReportedGroup extends ReportedStatus {
  payments: ReportedPayment[];
}

/** A message pain.002 of a bank. */
export interface StatusReport extends ReportedStatus {
  messageId: string;
  createdAt: string;
  /** Of the file that it answers. */
  originalMessageId: string | null;
  groups: ReportedGroup[];
}

const REPORT = 'CstmrPmtStsRpt';
const NAMESPACE = /^urn:iso:std:iso:20022:tech:xsd:pain\.002\.\d{3}\.\d{2}$/;

/** Reads the reports of an XML file. Throws `bad_request` that names `file` for what is none. */
export function readReports(xml: string): StatusReport[] {
  const reader = new ReportReader();
  const namespace = readXml(xml, reader);
  if (reader.reports.length === 0) {
    const message = /\b(?:pain|camt|pacs)\.\d{3}(?:\.\d{3}\.\d{2})?/.exec(namespace)?.[0];
    refuseFile(
      message?.startsWith('pain.001')
        ? `is ${message}, the file for the bank, and not its answer`
        : `is ${message ?? 'XML of another kind'}, and none of pain.002, camt.052, camt.053 and camt.054`,
    );
  }
  return reader.reports;
}

/** Takes the values of a report out of the stream of its tags. */
class ReportReader implements MessageTaker {
  readonly reports: StatusReport[] = [];
  #report = emptyReport();
  #group: ReportedGroup | null = null;
  #payment: ReportedPayment | null = null;

  isMessage({ local, uri }: { local: string; uri: string }): boolean {
    return local === REPORT && NAMESPACE.test(uri);
  }

  begin(): void {
    this.#report = emptyReport();
    this.reports.push(this.#report);
  }

  open(path: string): void {
    if (path === GROUP) {
      this.#group = { ...nothing(), payments: [] };
      this.#report.groups.push(this.#group);
    } else if (path === PAYMENT && this.#group !== null) {
      this.#payment = { ...nothing(), reference: null, amount: null };
      this.#group.payments.push(this.#payment);
    }
  }

  close(path: string, text: string, currency: string | null): void {
    if (path === PAYMENT) this.#payment = null;
    else if (path === GROUP) this.#group = null;
    else if (text !== '') this.#take(path, text, currency);
  }

  #take(path: string, text: string, currency: string | null): void {
    const report = this.#report;
    if (path === 'GrpHdr/MsgId') report.messageId = text;
    else if (path === 'GrpHdr/CreDtTm') report.createdAt = text;
    else if (path === `${ORIGINAL}/OrgnlMsgId`) report.originalMessageId = text;
    else if (path.startsWith(`${ORIGINAL}/`)) takeStatus(report, path.slice(ORIGINAL.length + 1), text);
    else if (this.#payment !== null) {
      takeOfPayment(this.#payment, path.slice(PAYMENT.length + 1), { value: text, currency });
    } else if (this.#group !== null) takeStatus(this.#group, path.slice(GROUP.length + 1), text);
  }
}

function takeOfPayment(
  payment: ReportedPayment,
  path: string,
  said: { value: string; currency: string | null },
): void {
  if (path === 'OrgnlEndToEndId') payment.reference = said.value;
  else if (path === 'OrgnlInstrId') payment.reference ??= said.value;
  else if (path === 'OrgnlTxRef/Amt/InstdAmt') payment.amount = said;
  else takeStatus(payment, path, said.value);
}

const ORIGINAL = 'OrgnlGrpInfAndSts';
const GROUP = 'OrgnlPmtInfAndSts';
const PAYMENT = `${GROUP}/TxInfAndSts`;
const MOST_WORDS = 10;

function takeStatus(level: ReportedStatus, path: string, text: string): void {
  if (path === 'GrpSts' || path === 'PmtInfSts' || path === 'TxSts') level.status = text;
  else if (path === 'StsRsnInf/Rsn/Cd') level.codes.push(text);
  else if (path === 'StsRsnInf/Rsn/Prtry' || path === 'StsRsnInf/AddtlInf') {
    if (level.words.length < MOST_WORDS) level.words.push(text);
  }
}

function nothing(): ReportedStatus {
  return { status: null, codes: [], words: [] };
}

function emptyReport(): StatusReport {
  return { ...nothing(), messageId: '', createdAt: '', originalMessageId: null, groups: [] };
}
