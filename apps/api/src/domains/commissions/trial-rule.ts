import { type CommissionRule, scopeOf } from './rule.ts';

/** A rule that is tried out, and not stored. */
export interface TrialRule {
  /** As it would be stored: it goes before those of its kind that begin earlier. */
  rule: CommissionRule;
  /** The same as it is tried: live when orders are rated by it. */
  tried: CommissionRule;
  /** Of the versions that it would be one of. */
  scopeKey: string;
}

/**
 * Returns the rules that would count beside a rule that is tried out: those for the same affiliates, goods and orders that
 * begin no later do not, as the new one ends them, or goes before them.
 */
export function besideTrial<Rule extends CommissionRule>(
  rules: readonly Rule[],
  { rule: trial }: TrialRule,
): Rule[] {
  const scope = scopeOf(trial);
  return rules.filter((rule) => scopeOf(rule) !== scope || rule.from > trial.from);
}
