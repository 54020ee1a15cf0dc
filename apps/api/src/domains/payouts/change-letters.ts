import type { Payee } from './payee.ts';
import { HOLD_HOURS, type PayeeChange } from './payee-service.ts';

/** A mail to write about a change of payout details. */
export interface ChangeLetter {
  /** Null: to everybody who may change money. */
  to: string | null;
  subject: string;
  text: string;
}

/**
 * Returns what is written about new payout details: to the PayPal address before and to the new one. An account number has
 * no address; then those are told who may change money, as they can ask the partner.
 */
export function lettersAbout(change: PayeeChange, brandName: string): ChangeLetter[] {
  const { before, after } = change;
  const [old, own] = [mailOf(before?.payee ?? null), mailOf(after.payee)];
  const letters: ChangeLetter[] = [];
  if (before !== null)
    letters.push(old === null ? toOperators(change, brandName) : toOld(old, change, brandName));
  if (own !== null && own !== old) letters.push(toNew(own, change, brandName));
  return letters;
}

function toOld(to: string, { after, usableFrom }: PayeeChange, brandName: string): ChangeLetter {
  const where = after.payee.method === 'paypal' ? 'another PayPal account' : 'another account';
  return {
    to,
    subject: `Where ${brandName} pays you has changed`,
    text: [
      `Payouts of ${brandName} went to this PayPal account. From ${said(usableFrom)} on they go to ${where} (${after.hint}).`,
      `If you did not ask for this, tell ${brandName} before that time: until then nothing is paid there.`,
    ].join('\n\n'),
  };
}

function toNew(to: string, { before, usableFrom }: PayeeChange, brandName: string): ChangeLetter {
  const since = before === null ? '.' : `, from ${said(usableFrom)} on.`;
  return {
    to,
    subject: `${brandName} will pay you to this address`,
    text: [
      `Payouts of ${brandName} go to the PayPal account of this address${since}`,
      `If you have nothing to do with ${brandName}, tell them that the address is wrong.`,
    ].join('\n\n'),
  };
}

function toOperators({ affiliate, before, after, usableFrom }: PayeeChange, brandName: string): ChangeLetter {
  return {
    to: null,
    subject: `The payout details of ${affiliate.handle} have changed`,
    text: [
      `${brandName} paid the partner ${affiliate.handle} to ${before?.hint ?? 'nowhere'} and now pays to ${after.hint}.`,
      `Nothing is paid there before ${said(usableFrom)}, ${HOLD_HOURS} hours after the change.`,
      'The hub has no mail address of the partner: please ask them by a way that you know whether it was they who asked for it.',
    ].join('\n\n'),
  };
}

function mailOf(payee: Payee | null): string | null {
  return payee?.method === 'paypal' ? payee.email : null;
}

const said = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
