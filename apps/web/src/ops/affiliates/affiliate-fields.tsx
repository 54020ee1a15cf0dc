import { admin } from '@dreamteamhub/sdk/contract';
import { zodResolver } from '@hookform/resolvers/zod';
import { Stack, TextInput } from '@mantine/core';
import { useForm } from 'react-hook-form';
import { applyHubError } from '../../hub/form-errors.ts';
import { type Affiliate, trpc } from '../../hub/trpc.ts';
import { z } from '../../hub/zod.ts';
import { FormError, FormFooter } from '../../ui/form-footer.tsx';
import { FormRow } from '../../ui/form-row.tsx';
import { NumberRow } from '../../ui/number-row.tsx';
import { showSuccess } from '../../ui/toasts.ts';
import { basisPointsToPercent, percentToBasisPoints } from './commission-rate.ts';

const contract = admin.affiliates.createAffiliate.input.shape;

const affiliateForm = z.object({
  handle: contract.handle,
  name: contract.name,
  commissionPercent: z
    .number({ error: 'enter a number' })
    .min(0, { error: 'must not be negative' })
    .max(100, { error: 'must be at most 100' })
    .nullable(),
});

/** The fields of a partner, and the button that saves them. */
export function AffiliateFields(props: {
  /** Null: a new one. */
  subject: Affiliate | null;
  onSaved: (saved: Affiliate) => void;
  /** Left out: there is nothing to go back to. */
  onCancel?: () => void;
}) {
  const { subject } = props;
  const cache = trpc.useUtils();
  const create = trpc.affiliates.createAffiliate.useMutation();
  const update = trpc.affiliates.updateAffiliate.useMutation();
  const form = useForm({
    resolver: zodResolver(affiliateForm),
    defaultValues: {
      handle: subject?.handle ?? '',
      name: subject?.name ?? '',
      commissionPercent: basisPointsToPercent(subject?.commissionBps ?? null),
    },
  });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async ({ handle, name, commissionPercent }) => {
    const commissionBps = percentToBasisPoints(commissionPercent);
    try {
      const saved =
        subject === null
          ? await create.mutateAsync({ handle, name, commissionBps })
          : await update.mutateAsync({ id: subject.id, name, commissionBps });
      void cache.ops.getOverview.invalidate();
      if (subject !== null) cache.affiliates.getAffiliate.setData({ id: subject.id }, saved);
      await cache.affiliates.listAffiliates.invalidate();
      showSuccess(subject === null ? `${saved.name} was added.` : `${saved.name} was saved.`);
      props.onSaved(saved);
    } catch (error) {
      applyHubError(form, error, subject === null ? 'handle' : undefined);
    }
  });

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <FormError message={errors.root?.message} />
        <FormRow label="Name" error={errors.name?.message} isRequired>
          {(row) => (
            <TextInput {...row} {...form.register('name')} placeholder="Tech Blog Network" data-autofocus />
          )}
        </FormRow>
        <FormRow
          label="Handle"
          help={
            subject === null
              ? 'It appears in links: letters, digits and dashes, as in tech-blog. It cannot be changed later.'
              : 'A handle cannot be changed.'
          }
          error={errors.handle?.message}
          isRequired
        >
          {(row) => (
            <TextInput
              {...row}
              {...form.register('handle')}
              placeholder="tech-blog"
              autoCapitalize="none"
              spellCheck={false}
              readOnly={subject !== null}
              variant={subject === null ? 'default' : 'filled'}
            />
          )}
        </FormRow>
        <NumberRow
          control={form.control}
          name="commissionPercent"
          label="Commission"
          help="Percent of an order. Leave empty for the hub’s default."
          unit="%"
          maxDecimals={2}
          placeholder="Default"
        />
        <FormFooter
          submit={subject === null ? 'Add partner' : 'Save'}
          isSubmitting={isSubmitting}
          onCancel={props.onCancel}
        />
      </Stack>
    </form>
  );
}
