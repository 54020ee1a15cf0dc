import type { PayoutItemDetail } from '../../hub/trpc.ts';

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
  return source === 'person' ? (actor ?? sources.person) : sources[source];
}

/** What was said: `said that it was paid`, `says ACSC`. */
export function whatWasSaid({ source, status }: Pick<ItemEvent, 'source' | 'status'>): string {
  const own = statuses[status];
  return source === 'person' && own !== undefined ? `said that it ${own}` : `says ${status}`;
}

/** What came of it, where that is not what one would think. */
export const outcomeWords: Readonly<Record<ItemEvent['outcome'], string | null>> = {
  applied: null,
  stale: 'It changed nothing: it was known, or is older than what is known.',
  contradicting: 'It contradicts what was known. The money is set aside until somebody decides.',
};
