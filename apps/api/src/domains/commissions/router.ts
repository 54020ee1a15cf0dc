import type { admin } from '@dreamteamhub/sdk/contract';
import { callerOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { CommissionListService } from './commission-list-service.ts';
import type { GroupService } from './group-service.ts';
import type { ImpactService } from './impact-service.ts';
import type { PreviewService } from './preview-service.ts';
import type { RuleService } from './rule-service.ts';
import type { TermsService } from './terms-service.ts';

/** Disputes are reported with orders: the domain of orders answers them. */
type Served = Omit<(typeof admin)['commissions'], 'recordDispute'>;

export const commissionsRouter = (services: {
  rules: RuleService;
  groups: GroupService;
  terms: TermsService;
  impact: ImpactService;
  preview: PreviewService;
  commissionList: CommissionListService;
}): Handlers<Served> => ({
  createRule: async ({ input, ctx }) => services.rules.create(input, await callerOf(ctx)),
  checkRule: async ({ input, ctx }) => services.rules.check(input, await callerOf(ctx)),
  listRules: async ({ input, ctx }) => services.rules.list(input, await callerOf(ctx)),
  getRule: async ({ input, ctx }) => services.rules.get(input.id, await callerOf(ctx)),
  endRule: async ({ input, ctx }) => services.rules.end(input, await callerOf(ctx)),
  preview: async ({ input, ctx }) => services.preview.preview(input, await callerOf(ctx)),
  getImpact: async ({ input, ctx }) =>
    services.impact.get(input, { by: await callerOf(ctx), signal: ctx.signal }),
  getAffiliateTerms: async ({ input, ctx }) => services.terms.get(input.id, await callerOf(ctx)),
  listGroups: async ({ ctx }) => services.groups.list(await callerOf(ctx)),
  getGroup: async ({ input, ctx }) => services.groups.get(input.id, await callerOf(ctx)),
  createGroup: async ({ input, ctx }) => services.groups.create(input, await callerOf(ctx)),
  renameGroup: async ({ input, ctx }) => services.groups.rename(input, await callerOf(ctx)),
  setGroup: async ({ input, ctx }) => services.groups.put(input, await callerOf(ctx)),
  listCommissions: async ({ input, ctx }) => services.commissionList.list(input, await callerOf(ctx)),
  getCommissions: async ({ input, ctx }) => services.commissionList.get(input.id, await callerOf(ctx)),
});
