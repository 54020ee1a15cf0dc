/** The reasons of ISO 20022's external code set that banks give for transfers, in words. */
const REASONS: Readonly<Record<string, string>> = {
  AB05: 'the payee’s bank took too long',
  AB06: 'the settlement took too long',
  AB07: 'the payee’s bank is offline',
  AB08: 'the payee’s bank is offline',
  AB09: 'an error at the payee’s bank',
  AC01: 'the account number is wrong',
  AC02: 'the number of the account that pays is wrong',
  AC03: 'the payee’s account number is wrong',
  AC04: 'the account is closed',
  AC06: 'the account is blocked',
  AC07: 'the payee’s account is closed',
  AC13: 'the kind of the account is wrong',
  AC14: 'the kind of the payee’s account is wrong',
  AG01: 'the account does not take such payments',
  AG02: 'the kind of payment is wrong',
  AG03: 'the kind of payment is not supported',
  AG07: 'the payment could not be made',
  AM01: 'the amount is zero',
  AM02: 'the amount is more than is allowed',
  AM03: 'the bank does not pay in this currency',
  AM04: 'the account that pays has not enough money',
  AM05: 'the bank already has it: what became of the first one counts',
  AM09: 'the amount is not as agreed',
  AM10: 'the sum of the file is wrong',
  AM12: 'the amount is wrong',
  AM14: 'the amount is above a limit',
  AM18: 'the number of payments in the file is wrong',
  BE01: 'the name does not fit the account',
  BE04: 'the payee’s address is missing',
  BE05: 'the bank does not know who sent it',
  BE06: 'the bank does not know the customer',
  BE07: 'the address of who pays is missing',
  CNOR: 'the payee’s bank is not part of the scheme',
  CUST: 'a customer asked for it',
  DNOR: 'the bank that pays is not part of the scheme',
  DS02: 'somebody cancelled the order',
  DS0H: 'who signed it may not',
  DT01: 'the date is wrong',
  DU01: 'the bank already has this file: what became of the first one counts',
  DU02: 'the bank already has these payments: what became of the first ones counts',
  DU03: 'the bank already has it: what became of the first one counts',
  DU04: 'the bank already has this reference: what became of the first one counts',
  DU05: 'the bank already has this reference: what became of the first one counts',
  DUPL: 'the bank already has it: what became of the first one counts',
  ED05: 'the settlement failed',
  ERIN: 'the bank does not support something in it',
  FF01: 'the bank cannot read the file',
  FOCR: 'it was called back',
  FR01: 'suspected fraud',
  LEGL: 'the law forbids it',
  MD07: 'the owner of the account has died',
  MS02: 'the payee gave no reason',
  MS03: 'the bank gave no reason',
  NOAS: 'nobody answered',
  RC01: 'the BIC is wrong',
  RR01: 'the account of who pays is not identified enough',
  RR02: 'the name or address of who pays is missing',
  RR03: 'the payee’s name or address is missing',
  RR04: 'a rule of the authorities',
  TECH: 'a technical problem',
  TM01: 'it came too late for the day',
  UPAY: 'it was not owed',
};

/** Returns what a bank's code means, with the code itself in front of it. */
export function sayReason(code: string): string {
  const words = REASONS[code];
  return words === undefined ? code : `${code}: ${words}`;
}

/** What banks say of a payee's name before anybody has signed the payment (verification of payee). */
const VERIFICATIONS: Readonly<Record<string, string>> = {
  RCVC: 'the name fits the account',
  RVMC: 'the name almost fits the account',
  RVNM: 'the name does not fit the account',
  RVNA: 'the bank could not compare the name with the account',
  RVCM: 'some of the names do not fit their accounts',
};

/** Returns what a status says of a payee's name; null: nothing. */
export function sayVerification(status: string): string | null {
  return VERIFICATIONS[status] ?? null;
}

const DUPLICATES = new Set(['AM05', 'DU01', 'DU02', 'DU03', 'DU04', 'DU05', 'DUPL']);

/** Whether a bank refuses something because it has it already: then the first one may well be paid. */
export function isDuplicate(code: string): boolean {
  return DUPLICATES.has(code);
}
