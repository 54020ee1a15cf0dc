import type { admin } from '@dreamteamhub/sdk/contract';
import { personOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { MarkPaidService } from './mark-paid-service.ts';

/** What callers find beside the other steps of conversions. */
export const markPaidRouter = ({
  markPaid,
}: {
  markPaid: MarkPaidService;
}): Handlers<Pick<(typeof admin)['conversions'], 'markConversionPaid'>> => ({
  markConversionPaid: async ({ input, ctx }) => markPaid.markPaid(input.id, await personOf(ctx)),
});
