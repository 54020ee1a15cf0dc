import type { PayoutBatch, PayoutItem } from '../../hub/trpc.ts';
import { isFileRail, type Standing, waitsForDecision } from './batch-words.ts';

type Step = 'approve' | 'submit' | 'settle';

/** Returns the one next step of a batch that a person takes; null where nothing is to be done, or the hub does it. */
export function nextStep(batch: Standing): Step | null {
  const { state, rail } = batch;
  switch (state) {
    case 'draft':
      return 'approve';
    case 'approved':
      return 'submit';
    case 'submitted':
      return rail === 'paypal' || waitsForDecision(batch) ? null : 'settle';
    case 'submitting':
    case 'unknown':
    case 'settled':
    case 'partly':
    case 'cancelled':
      return null;
  }
}

/** Whether it can still be called off: nothing was handed over. */
export function mayCancel({ state }: Pick<PayoutBatch, 'state'>): boolean {
  return state === 'draft' || state === 'approved';
}

/** Whether a bank's answer may still come. A transfer can be returned weeks after it was settled. */
export function mayAnswer({ state, rail }: Pick<PayoutBatch, 'state' | 'rail'>): boolean {
  return isFileRail(rail) && (state === 'submitted' || state === 'settled' || state === 'partly');
}

/** Whether the hub finds out by itself what becomes of a batch, so that a page looks again. */
export function isMoving({ state, rail }: Pick<PayoutBatch, 'state' | 'rail'>): boolean {
  return state === 'submitting' || state === 'unknown' || (state === 'submitted' && rail === 'paypal');
}

/**
 * Whether a person says what becomes of its payments. PayPal says it of its own, unless its answer was lost: then somebody
 * who has looked there may know more.
 */
export function maySaySo({ state, rail }: Pick<PayoutBatch, 'state' | 'rail'>): boolean {
  if (rail === 'paypal') return state === 'unknown';
  return state === 'submitted' || state === 'settled' || state === 'partly';
}

export type Outcome = 'paid' | 'failed' | 'returned';

/** Returns what a person may say of a payment, the usual one first. Money that came back after it was paid has returned. */
export function outcomesOf({ state }: Pick<PayoutItem, 'state'>): readonly Outcome[] {
  switch (state) {
    case 'sent':
      return ['paid', 'failed'];
    case 'paid':
      return ['returned'];
    case 'reserved':
    case 'mismatched':
    case 'failed':
    case 'returned':
    case 'cancelled':
      return [];
  }
}

interface Approver {
  /** Of the person at the page. */
  email: string | undefined;
  /** Whether another person must approve. */
  secondPerson: 'required' | 'alone' | undefined;
}

/** Whether this person made the batch, and so must ask another one to approve it. Only a hint: the hub decides. */
export function needsAnother(
  { createdBy }: Pick<PayoutBatch, 'createdBy'>,
  { email, secondPerson }: Approver,
): boolean {
  return email !== undefined && createdBy === email && secondPerson === 'required';
}

interface Person {
  email: string;
  name: string;
  role: string;
}

/** Returns who else may approve, to say whom to ask. */
export function approversBeside(people: readonly Person[], email: string | undefined): Person[] {
  return people.filter((person) => person.role !== 'analyst' && person.email !== email);
}

/** `Ann`, `Ann or Ben`, `Ann, Ben, or somebody else who may` for more than three. */
export function namesOf(people: readonly Pick<Person, 'name' | 'email'>[], locale?: string): string {
  const names = people.map(({ name, email }) => (name === '' ? email : name));
  const shown = names.length > 3 ? [...names.slice(0, 2), 'another operator'] : names;
  return new Intl.ListFormat(locale ?? 'en', { type: 'disjunction' }).format(shown);
}
