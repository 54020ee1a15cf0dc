import { Stack } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useId, useRef, useState } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { useMay } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { useTimeZone } from '../../ui/time-zone.tsx';
import { showSuccess } from '../../ui/toasts.ts';
import { useStorefronts } from '../orders/use-storefronts.ts';
import {
  fieldProblems,
  namesMoney,
  type RuleDraft,
  type RuleInput,
  type RuleProblems,
  readDraft,
} from './rule-draft.ts';
import { RuleMoreFields } from './rule-more-fields.tsx';
import { RulePayFields } from './rule-pay-fields.tsx';
import { RuleScopeFields } from './rule-scope-fields.tsx';
import { RuleVerdict } from './rule-verdict.tsx';
import classes from './rules.module.css';
import { useAsked } from './use-asked.ts';
import { useRuleCurrency } from './use-rule-currency.ts';

const trial = onIntent(() => import('./rule-trial.tsx'), 'RuleTrial');

/** The form of a rule, what the rule does in plain words, and trials of it. */
export function RuleEditor({ begin }: { begin: RuleDraft }) {
  const [draft, setDraft] = useState(begin);
  const change = (changes: Partial<RuleDraft>) => setDraft((before) => ({ ...before, ...changes }));
  const [isTried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const formId = useId();
  const mayChange = useMay('operator');
  const currency = useRuleCurrency(draft);
  const { rule, problems: missing } = useRead(draft);
  const check = useRuleCheck(rule);
  const save = useSave();
  const refused = check.error ?? (save.saved === rule ? save.error : null);
  const said = refused === null ? NOTHING : placeError(refused);
  const problems = { ...(isTried ? missing : null), ...said.problems };
  const fields = { draft, change, problems, currency };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!mayChange) return;
    setTried(true);
    if (rule !== null && check.error === null) return save.run(rule);
    // Once what is wrong is shown.
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  };
  return (
    <Stack gap="md">
      <div className={classes.editor}>
        <form ref={form} id={formId} onSubmit={submit} noValidate>
          <Stack gap="md">
            <SectionCard title="Who and what">
              <RuleScopeFields {...fields} />
            </SectionCard>
            <SectionCard title="How much">
              <Stack gap="lg">
                <RulePayFields {...fields} />
                <RuleMoreFields {...fields} />
              </Stack>
            </SectionCard>
          </Stack>
        </form>
        <div className={classes.beside}>
          <RuleVerdict
            check={rule === null ? undefined : check.answer}
            isComplete={rule !== null}
            isOld={check.isOld}
            failure={said.failure}
            isSaving={save.isSaving}
            formId={mayChange ? formId : undefined}
          />
        </div>
      </div>
      <Late part={trial} isOpen rule={rule} affiliate={draft.who === 'affiliate' ? draft.affiliate : ''} />
    </Stack>
  );
}

const NOTHING: { problems: RuleProblems; failure: string | undefined } = { problems: {}, failure: undefined };

/** Fields that the form has under other names, or not at all, go beside it. */
const SHOWN =
  /^(?:name|affiliate|group|goods|percent|amount|limit|capPerOrder|capPerMonth|holdDays|from|to|steps(?:\..*)?)$/;

function placeError(error: unknown): typeof NOTHING {
  const { code, message, fields } = readHubError(error);
  const problems = fieldProblems(fields);
  const isShown =
    Object.keys(problems).length > 0 && Object.keys(problems).every((field) => SHOWN.test(field));
  return { problems, failure: isShown && code !== 'conflict' ? undefined : message };
}

/** Reads the draft; the same rule as long as it says the same. */
function useRead(draft: RuleDraft): ReturnType<typeof readDraft> {
  const zone = useTimeZone();
  const hasStorefronts = useStorefronts().length > 1;
  const last = useRef<{ key: string; rule: RuleInput }>(undefined);
  const read = readDraft(draft, zone);
  if (hasStorefronts && draft.who === 'everyone' && draft.storefront === '' && namesMoney(draft)) {
    return {
      rule: null,
      problems: { ...read.problems, storefront: 'Choose the storefront of the amounts.' },
    };
  }
  if (read.rule === null) return read;
  const key = JSON.stringify(read.rule);
  if (last.current?.key !== key) last.current = { key, rule: read.rule };
  return { rule: last.current.rule, problems: null };
}

function useRuleCheck(rule: RuleInput | null) {
  const { client } = trpc.useUtils();
  return useAsked('checkRule', rule, (asked, signal) =>
    client.commissions.checkRule.mutate(asked, { signal }),
  );
}

function useSave() {
  const cache = trpc.useUtils();
  const navigate = useNavigate();
  const { mutate, isPending, error, variables } = trpc.commissions.createRule.useMutation({
    onSuccess: async ({ id, name, supersedes }) => {
      void cache.affiliates.invalidate();
      await cache.commissions.invalidate();
      showSuccess(
        supersedes === null
          ? `${name} was saved.`
          : `${name} was saved, and the version before it has ended.`,
      );
      await navigate({ to: '/rules/$id', params: { id: String(id) } });
    },
  });
  return { run: (rule: RuleInput) => mutate(rule), isSaving: isPending, error, saved: variables };
}
