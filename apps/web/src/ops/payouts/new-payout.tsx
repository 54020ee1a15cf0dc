import { Button, Stack } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import type { Storefront } from '../../hub/trpc.ts';
import { FormError } from '../../ui/form-footer.tsx';
import { UNREADABLE } from '../../ui/number-field.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import type { Rail } from './batch-words.ts';
import { FIELD_NAMES, isSameWish, type PayoutDraft, type PayoutProblems, wishOf } from './payout-draft.ts';
import { PayoutFields } from './payout-fields.tsx';
import { PayoutPreview } from './payout-preview.tsx';
import { usePayoutDraft } from './use-payout-draft.ts';

/** The form of a payout, and below it who would be paid and who is left out. */
export function NewPayout(props: {
  storefronts: readonly Storefront[];
  begin: { storefront?: string | undefined; rail?: Rail | undefined; currency?: string | undefined };
}) {
  const { storefronts, begin } = props;
  const [draft, setDraft] = useState(() => firstDraft(storefronts, begin));
  const form = useRef<HTMLFormElement>(null);
  const { looked, askWho, make, isLooking, isMaking, error } = usePayoutDraft();
  const wish = wishOf(draft, (text) => text !== UNREADABLE);
  const { problems, failure } = placeError(error);
  const isCurrent = isSameWish(looked?.wish ?? null, wish);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wish !== null && !isLooking) return void askWho(wish);
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  };
  return (
    <Stack gap="lg">
      <SectionCard title="What to pay">
        <form ref={form} onSubmit={submit} noValidate>
          <Stack gap="md">
            <PayoutFields
              storefronts={storefronts}
              draft={draft}
              problems={problems}
              change={(changes) => setDraft((before) => ({ ...before, ...changes }))}
            />
            <FormError message={failure} />
            <div>
              <Button type="submit" loading={isLooking} variant={isCurrent ? 'default' : 'filled'}>
                {looked === null ? 'Show who is paid' : 'Look again'}
              </Button>
            </div>
          </Stack>
        </form>
      </SectionCard>
      {looked === null ? null : (
        <PayoutPreview
          answer={looked.answer}
          isOld={!isCurrent}
          isMaking={isMaking}
          onMake={() => void make(looked.wish)}
        />
      )}
    </Stack>
  );
}

function firstDraft(
  storefronts: readonly Storefront[],
  { storefront, rail, currency }: Parameters<typeof NewPayout>[0]['begin'],
): PayoutDraft {
  const chosen = storefronts.find(({ slug }) => slug === storefront) ?? storefronts[0];
  return {
    storefront: chosen?.slug ?? '',
    rail: rail ?? 'manual',
    currency: currency ?? chosen?.currency ?? '',
    minimum: '',
  };
}

function placeError(error: unknown): { problems: PayoutProblems; failure: string | undefined } {
  if (error === null) return { problems: {}, failure: undefined };
  const { message, fields } = readHubError(error);
  const problems: PayoutProblems = {};
  for (const name of FIELD_NAMES) {
    const found = fields.find(({ path }) => path === name);
    if (found !== undefined) problems[name] = found.message;
  }
  return { problems, failure: Object.keys(problems).length > 0 ? undefined : message };
}
