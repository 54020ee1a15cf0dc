import type { admin } from '@dreamteamhub/sdk/contract';
import type { Handlers } from '../../transport/implement.ts';

type Entries = (typeof admin)['payouts'];

export const answerRouter = (): Pick<Handlers<Entries>, 'answerBatch'> => ({
  answerBatch: async () => notYet(),
});

function notYet(): never {
  throw new Error('in progress');
}
