import type { admin } from '@dreamteamhub/sdk/contract';
import { personOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { AnswerService } from './answer-service.ts';

type Entries = (typeof admin)['payouts'];

export const answerRouter = (services: {
  answers: AnswerService;
}): Pick<Handlers<Entries>, 'answerBatch'> => ({
  answerBatch: async ({ input, ctx }) => services.answers.answer(input, await personOf(ctx)),
});
