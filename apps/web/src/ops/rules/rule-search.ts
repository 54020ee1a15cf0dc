import { oneOf, rowId, text } from '../../ui/search-params.ts';

const ruleStates = ['ended', 'all'] as const;

/** Which versions the list shows. `live` is what an address without a state means. */
export type RuleState = 'live' | (typeof ruleStates)[number];

export const rulesParams = {
  state: oneOf(ruleStates),
  affiliateId: rowId,
  /** The handle of that partner, which the filter shows until it has looked it up. */
  affiliate: text,
};

/** What a new rule begins with: a stored version, or whom it is for. */
export const newRuleParams = {
  version: rowId,
  affiliate: text,
  group: rowId,
};
