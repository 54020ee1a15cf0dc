import { SaxesParser, type SaxesTagNS } from 'saxes';
import { badField } from '../../../platform/app-error.ts';

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
const DEEPEST = 64;
const LONGEST_TEXT = 4096;

/**
 * Reads the reports of an XML file, whatever prefixes and envelopes they stand in. Throws `bad_request` that names `file`
 * for what is none or has a document type: that could stand for texts that are many times as long.
 */
export function readReports(xml: string): StatusReport[] {
  const reader = new ReportReader();
  const parser = new SaxesParser({ xmlns: true });
  parser.on('doctype', () => refuse('has a document type, which no bank’s answer has'));
  parser.on('opentag', (tag) => reader.open(tag));
  parser.on('closetag', () => reader.close());
  parser.on('text', (text) => reader.text(text));
  parser.on('cdata', (text) => reader.text(text));
  parser.on('error', (error) => refuse(`is no XML that can be read: ${error.message.slice(0, 200)}`));
  parser.write(xml).close();
  if (reader.reports.length === 0) {
    const message = /\b(?:pain|camt|pacs)\.\d{3}(?:\.\d{3}\.\d{2})?/.exec(reader.rootNamespace)?.[0];
    refuse(
      message?.startsWith('pain.001')
        ? `is ${message}, the file for the bank, and not its answer`
        : `is ${message ?? 'XML of another kind'}, and not pain.002`,
    );
  }
  return reader.reports;
}

/** Takes the values of a report out of the stream of its tags. */
class ReportReader {
  readonly reports: StatusReport[] = [];
  rootNamespace = '';
  #report: StatusReport | null = null;
  #group: ReportedGroup | null = null;
  #payment: ReportedPayment | null = null;
  /** Where in the report: names of elements below it. */
  #path: string[] = [];
  #depth = 0;
  #text = '';
  #currency: string | null = null;

  open({ local, uri, attributes }: SaxesTagNS): void {
    this.#depth += 1;
    if (this.#depth > DEEPEST) refuse('nests too deeply');
    if (this.#depth === 1) this.rootNamespace = uri;
    // Envelopes have a namespace of their own.
    else if (this.#report === null && this.reports.length === 0 && uri !== '') this.rootNamespace = uri;
    this.#text = '';
    if (this.#report === null) {
      if (local === REPORT && NAMESPACE.test(uri)) this.#begin();
      return;
    }
    this.#path.push(local);
    const path = this.#path.join('/');
    if (path === GROUP) {
      this.#group = { ...nothing(), payments: [] };
      this.#report.groups.push(this.#group);
    } else if (path === PAYMENT && this.#group !== null) {
      this.#payment = { ...nothing(), reference: null, amount: null };
      this.#group.payments.push(this.#payment);
    } else if (local === 'InstdAmt') this.#currency = attributes.Ccy?.value ?? null;
  }

  text(text: string): void {
    if (this.#report !== null && this.#text.length < LONGEST_TEXT) this.#text += text;
  }

  close(): void {
    this.#depth -= 1;
    const report = this.#report;
    if (report === null) return;
    if (this.#path.length === 0) {
      this.#report = null;
      return;
    }
    const path = this.#path.join('/');
    this.#path.pop();
    const text = this.#text.trim();
    this.#text = '';
    if (path === PAYMENT) this.#payment = null;
    else if (path === GROUP) this.#group = null;
    else if (text !== '') this.#take(report, path, text);
  }

  #begin(): void {
    this.#report = { ...nothing(), messageId: '', createdAt: '', originalMessageId: null, groups: [] };
    this.#path = [];
    this.reports.push(this.#report);
  }

  #take(report: StatusReport, path: string, text: string): void {
    if (path === 'GrpHdr/MsgId') report.messageId = text;
    else if (path === 'GrpHdr/CreDtTm') report.createdAt = text;
    else if (path === `${ORIGINAL}/OrgnlMsgId`) report.originalMessageId = text;
    else if (path.startsWith(`${ORIGINAL}/`)) takeStatus(report, path.slice(ORIGINAL.length + 1), text);
    else if (this.#payment !== null) this.#takeOfPayment(this.#payment, path.slice(PAYMENT.length + 1), text);
    else if (this.#group !== null) takeStatus(this.#group, path.slice(GROUP.length + 1), text);
  }

  #takeOfPayment(payment: ReportedPayment, path: string, text: string): void {
    if (path === 'OrgnlEndToEndId') payment.reference = text;
    else if (path === 'OrgnlInstrId') payment.reference ??= text;
    else if (path === 'OrgnlTxRef/Amt/InstdAmt') payment.amount = { value: text, currency: this.#currency };
    else takeStatus(payment, path, text);
  }
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

function refuse(problem: string): never {
  throw badField('file', problem);
}
