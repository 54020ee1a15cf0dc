import type { PayoutItem, PayoutItemDetail } from '../../hub/trpc.ts';
import { describeActor } from '../ledger/transfer-words.ts';

export type ItemEvent = PayoutItemDetail['events'][number];

const sources: Readonly<Record<ItemEvent['source'], string>> = {
  person: 'Somebody',
  bankFile: 'The bank’s answer',
  provider: 'The provider',
};

/** What people say of a payment, in the words of the app; a bank or a provider has its own. */
const statuses: Readonly<Record<string, string>> = {
  paid: 'was paid',
  failed: 'failed',
  returned: 'came back',
};

/** Who said it, as the beginning of a sentence. */
export function whoSaid({ source, actor }: Pick<ItemEvent, 'source' | 'actor'>): string {
  return source === 'person' && actor !== null ? describeActor(actor) : sources[source];
}

/** What was said: `said that it was paid`, `says ACSC`. */
export function whatWasSaid({ source, status }: Pick<ItemEvent, 'source' | 'status'>): string {
  const own = statuses[status];
  return source === 'person' && own !== undefined ? `said that it ${own}` : `says ${status}`;
}

/** What a bank or a provider said last, in its own words; null where a person said it, which the state tells. */
export function lastWord({ providerStatus }: Pick<PayoutItem, 'providerStatus'>): string | null {
  return providerStatus === null || statuses[providerStatus] !== undefined ? null : providerStatus;
}

/** So long after it happened, news are late. */
const LATE_MILLISECONDS = 60_000;

/** Whether somebody heard of it so late that it is worth saying. */
export function isLate({ occurredAt, receivedAt }: Pick<ItemEvent, 'occurredAt' | 'receivedAt'>): boolean {
  return Date.parse(receivedAt) - Date.parse(occurredAt) > LATE_MILLISECONDS;
}

/** What came of it, where that is not what one would think. */
export const outcomeWords: Readonly<Record<ItemEvent['outcome'], string | null>> = {
  applied: null,
  stale: 'It changed nothing: it was known, or is older than what is known.',
  contradicting: 'It contradicts what was known. The money is set aside until somebody decides.',
};
