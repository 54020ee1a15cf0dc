import { type admin, canonicalText } from '@dreamteamhub/sdk/contract';
import { z } from 'zod';
import { badField } from '../../platform/app-error.ts';
import { hintOfNumber, type Reading, readBic, readIban } from './bank-account.ts';
import type { Payee } from './payee.ts';
import { isReceiver } from './rails/paypal/receiver.ts';

type Given = Pick<
  z.output<(typeof admin)['payouts']['setPayoutDetails']['input']>,
  'method' | 'holder' | 'iban' | 'bic' | 'email' | 'note'
>;

/** What each method takes besides the holder. */
const FIELDS = { bank: ['iban', 'bic'], paypal: ['email'], other: ['note'] } as const;

/** Reads where somebody is paid to. Throws `bad_request` that names the field and never repeats what it held. */
export function readPayee(given: Given): Payee {
  const { method } = given;
  for (const field of Object.values(FIELDS).flat()) {
    const takes: readonly string[] = FIELDS[method];
    if (given[field] !== undefined && !takes.includes(field)) {
      throw badField(field, `is not of the method "${method}"`);
    }
  }
  const holder = given.holder === undefined ? null : canonicalText(given.holder);
  switch (method) {
    case 'bank': {
      if (holder === null || holder === '') throw badField('holder', 'is required: whose account it is');
      return { method, holder, ...readAccount(given, '') };
    }
    case 'paypal':
      return { method, holder, email: readMail(given.email) };
    case 'other': {
      const note = canonicalText(given.note ?? '');
      if (note === '') throw badField('note', 'is required: how to pay, in words');
      return { method, holder, note };
    }
  }
}

/** Reads a bank account. `within`: the name of the object that holds it, with a dot. */
export function readAccount(
  { iban, bic }: { iban?: string | undefined; bic?: string | null | undefined },
  within: string,
): { iban: string; bic: string | null } {
  const hasBic = bic !== undefined && bic !== null && canonicalText(bic) !== '';
  return {
    iban: taken(`${within}iban`, readIban(iban ?? '')),
    bic: hasBic ? taken(`${within}bic`, readBic(bic)) : null,
  };
}

/** Where it goes, as far as it may be shown. */
export function hintOf(payee: Payee): string {
  switch (payee.method) {
    case 'bank':
      return hintOfNumber(payee.iban);
    case 'paypal':
      return payee.email.replace(/^(.)[^@]*/u, '$1…');
    case 'other':
      return 'as noted';
  }
}

function readMail(written: string | undefined): string {
  const address = canonicalText((written ?? '').normalize('NFKC')).toLowerCase();
  if (address === '') throw badField('email', 'is required: the address of the PayPal account');
  if (!z.email().safeParse(address).success) throw badField('email', 'is no mail address');
  if (!isReceiver(address)) throw badField('email', 'is no address that PayPal takes');
  return address;
}

function taken(field: string, reading: Reading): string {
  if ('problem' in reading) throw badField(field, reading.problem);
  return reading.value;
}
