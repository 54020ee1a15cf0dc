import { setImmediate as nextTurn } from 'node:timers/promises';
import { formatMinor, parseMinor } from '../../../../platform/money.ts';
import { dayOf } from '../../../../platform/zones.ts';
import type { RailBatch, RailItem } from '../../rail.ts';
import { isSepaId, sepaName, sepaText } from './characters.ts';
import { nextTargetDay } from './target-days.ts';

/** What banks want to be different. */
export interface SepaProfile {
  version: 'pain.001.001.09' | 'pain.001.001.03';
  /** Whether the bank books one sum, or each payment. */
  batchBooking: boolean;
  /** Whether the group's header has a sum: by the German rules it must have none. */
  groupSum: boolean;
  /** How a payee's missing BIC is written: not at all, or as NOTPROVIDED. */
  missingBic: 'omit' | 'notProvided';
}

/** Who pays by SEPA. */
export interface Debtor {
  name: string;
  /** Without spaces, checked. */
  iban: string;
  bic: string | null;
  profile: SepaProfile;
}

export const SEPA_CURRENCY = 'EUR';
const NAME = 70;
const REMITTANCE = 140;
/** Of the central banks' own calendar. */
const ZONE = 'Europe/Berlin';
const BIC = {
  'pain.001.001.09': /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/,
  'pain.001.001.03': /^[A-Z]{6}[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{3})?$/,
};

/**
 * Writes a batch as the file that a bank takes: credit transfers of SEPA, all in one group, without addresses. It depends
 * on nothing but its arguments. Throws `RangeError` for a batch that no file can be made of, such as one whose sum is not
 * that of its items.
 */
export async function writePain001(batch: RailBatch, debtor: Debtor): Promise<string> {
  const { profile } = debtor;
  const { count, sum } = countAndSum(batch);
  const totals = (hasSum: boolean) => [element('NbOfTxs', count), hasSum ? element('CtrlSum', sum) : ''];
  const name = sepaName([debtor.name], NAME);
  const header = element(
    'GrpHdr',
    element('MsgId', idOf(batch.messageId)),
    element('CreDtTm', `${batch.attemptedAt.toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length)}Z`),
    ...totals(profile.groupSum),
    element('InitgPty', element('Nm', name)),
  );
  const group = element(
    'PmtInf',
    element('PmtInfId', idOf(batch.messageId)),
    element('PmtMtd', 'TRF'),
    element('BtchBookg', String(profile.batchBooking)),
    ...totals(true),
    element('PmtTpInf', element('SvcLvl', element('Cd', 'SEPA'))),
    executionDate(batch, profile),
    element('Dbtr', element('Nm', name)),
    account('DbtrAcct', debtor.iban),
    // The schema wants it.
    agent('DbtrAgt', debtor.bic, { ...profile, missingBic: 'notProvided' }),
    element('ChrgBr', 'SLEV'),
    ...(await transfersOf(batch, profile)),
  );
  const initiation = element('CstmrCdtTrfInitn', `\n${header}`, `\n${group}\n`);
  const namespace = `urn:iso:std:iso:20022:tech:xsd:${profile.version}`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="${namespace}">${initiation}</Document>\n`;
}

/** A file that pays another sum than the books have must never leave. */
function countAndSum({ items, total, currency }: RailBatch): { count: string; sum: string } {
  if (currency !== SEPA_CURRENCY) throw new RangeError(`SEPA pays no ${currency}`);
  if (items.length === 0) throw new RangeError('a file without payments');
  const sum = items.reduce((all, item) => all + amountOf(item), 0n);
  if (sum !== parseMinor(total, currency)) throw new RangeError('the items do not add up to the batch');
  return { count: String(items.length), sum: formatMinor(sum, currency) };
}

function amountOf({ amount, currency, reference }: RailItem): bigint {
  if (currency !== SEPA_CURRENCY) throw new RangeError(`SEPA pays no ${currency}`);
  const minor = parseMinor(amount, currency);
  if (minor < 1n || minor > MOST) throw new RangeError(`${reference}: SEPA does not pay ${amount}`);
  return minor;
}

/** Cents of one payment. */
export const MOST = 99_999_999_999n;

/** Requests that come meanwhile get their turn. */
const ITEMS_PER_TURN = 500;

async function transfersOf({ items, reference }: RailBatch, profile: SepaProfile): Promise<string[]> {
  const remittance = sepaText(reference, REMITTANCE);
  const transfers: string[] = [];
  for (const item of items) {
    transfers.push(`\n${transfer(item, remittance || item.reference, profile)}`);
    if (transfers.length % ITEMS_PER_TURN === 0) await nextTurn();
  }
  return transfers;
}

function transfer(item: RailItem, remittance: string, profile: SepaProfile): string {
  const { payee, affiliateName, affiliateId } = item;
  if (payee?.method !== 'bank') throw new RangeError(`${item.reference}: there is no account to pay to`);
  const name = sepaName([payee.holder, affiliateName, `Partner ${affiliateId}`], NAME);
  return element(
    'CdtTrfTxInf',
    // Some Swiss banks want the first, and answer with it; the second is what the payee's bank gets.
    element('PmtId', element('InstrId', idOf(item.reference)), element('EndToEndId', idOf(item.reference))),
    element(
      'Amt',
      `<InstdAmt Ccy="${SEPA_CURRENCY}">${formatMinor(amountOf(item), SEPA_CURRENCY)}</InstdAmt>`,
    ),
    agent('CdtrAgt', payee.bic, profile),
    element('Cdtr', element('Nm', name)),
    account('CdtrAcct', payee.iban),
    element('RmtInf', element('Ustrd', remittance)),
  );
}

/** The first bank day after the attempt: on the same day, a file may come too late or stand in an evening's queue. */
function executionDate({ attemptedAt }: RailBatch, { version }: SepaProfile): string {
  const day = nextTargetDay(dayOf(attemptedAt, ZONE));
  return element('ReqdExctnDt', version === 'pain.001.001.03' ? day : element('Dt', day));
}

function account(name: string, iban: string): string {
  if (!/^[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}$/.test(iban)) throw new RangeError('not an IBAN');
  return element(name, element('Id', element('IBAN', iban)));
}

function agent(name: string, bic: string | null, { version, missingBic }: SepaProfile): string {
  if (bic !== null && BIC[version].test(bic)) {
    return element(
      name,
      element('FinInstnId', element(version === 'pain.001.001.03' ? 'BIC' : 'BICFI', bic)),
    );
  }
  if (missingBic === 'omit') return '';
  return element(name, element('FinInstnId', element('Othr', element('Id', 'NOTPROVIDED'))));
}

/** What names a payment comes back in answers, so that it is never written otherwise. */
function idOf(id: string): string {
  if (!isSepaId(id)) throw new RangeError(`not a name of SEPA: ${id}`);
  return id;
}

/** Nothing is escaped: SEPA's characters have no meaning in XML. */
function element(name: string, ...content: string[]): string {
  return `<${name}>${content.join('')}</${name}>`;
}
