import type { admin } from '@dreamteamhub/sdk/contract';
import { callerOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { PreviewService } from './preview-service.ts';
import type { RuleService } from './rule-service.ts';

/** Disputes are reported with orders: the domain of orders answers them. */
type Served = Omit<(typeof admin)['commissions'], 'recordDispute'>;

export const commissionsRouter = (services: {
  rules: RuleService;
  preview: PreviewService;
}): Handlers<Served> => ({
  createRule: async ({ input, ctx }) => ({
    ...(await services.rules.create(input, await callerOf(ctx))),
    notes: [],
  }),
  checkRule: async () => notYet(),
  listRules: async ({ input, ctx }) => services.rules.list(input, await callerOf(ctx)),
  getRule: async () => notYet(),
  endRule: async ({ input, ctx }) => services.rules.end(input, await callerOf(ctx)),
  preview: async ({ input, ctx }) => services.preview.preview(input, await callerOf(ctx)),
  getImpact: async () => notYet(),
  getAffiliateTerms: async () => notYet(),
  listGroups: async () => notYet(),
  getGroup: async () => notYet(),
  createGroup: async () => notYet(),
  renameGroup: async () => notYet(),
  setGroup: async () => notYet(),
  listCommissions: async () => notYet(),
  getCommissions: async () => notYet(),
});

function notYet(): never {
  throw new Error('in progress');
}
