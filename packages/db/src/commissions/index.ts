export {
  CommissionDao,
  type CommissionRow,
  type CommissionStanding,
  type NewCommission,
} from './commission-dao.ts';
export {
  type CommissionedConversion,
  type CommissionFilter,
  CommissionListDao,
  type CommissionState,
  type DisputeRow,
  stateOf,
} from './commission-list-dao.ts';
export { GroupDao, type GroupView } from './group-dao.ts';
export { CommissionHistoryDao, type CustomerHistory, type OrderPlace } from './history-dao.ts';
export {
  type BookedCommission,
  type BookedHistory,
  type BookedLine,
  type BookedOrder,
  ImpactDao,
  type ImpactScope,
} from './impact-dao.ts';
export { type CommissionRuleRow, type NewRule, RuleDao } from './rule-dao.ts';
export type { RuleLimit, StoredTiers } from './tables.ts';
