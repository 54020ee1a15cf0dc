import type { RuleDraft, RuleProblems } from './rule-draft.ts';

/** What every part of the editor takes. */
export interface RuleFieldsProps {
  draft: RuleDraft;
  change: (changes: Partial<RuleDraft>) => void;
  /** What is wrong, as far as it is to be said already. */
  problems: RuleProblems;
  /** Of the amounts; undefined while it is not known. */
  currency: string | undefined;
}
