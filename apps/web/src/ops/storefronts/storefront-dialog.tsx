import { admin } from '@dreamteamhub/sdk/contract';
import { zodResolver } from '@hookform/resolvers/zod';
import { Modal, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { Controller, useForm } from 'react-hook-form';
import { applyHubError } from '../../hub/form-errors.ts';
import { exampleAmount, moneyText } from '../../hub/money-text.ts';
import { type Storefront, trpc } from '../../hub/trpc.ts';
import { z } from '../../hub/zod.ts';
import { FormError, FormFooter } from '../../ui/form-footer.tsx';
import { FormRow } from '../../ui/form-row.tsx';
import { nameOfZone } from '../../ui/time-zone.tsx';
import { TimeZoneSelect } from '../../ui/time-zone-select.tsx';
import { showSuccess } from '../../ui/toasts.ts';
import { findBadOrigin, readOrigins } from './read-origins.ts';

const contract = admin.storefronts.createStorefront.input.shape;

const origins = z.string().superRefine((text, context) => {
  const bad = findBadOrigin(text);
  if (bad !== undefined) {
    context.addIssue({
      code: 'custom',
      message: `${bad} is not an origin. Write it like https://shop.example`,
    });
  }
});

/** `currency`: of the storefront that is edited. */
const schema = (currency: string | undefined) =>
  z.object({
    name: contract.name,
    slug: contract.slug,
    currency: contract.currency,
    timeZone: z.string().nullable(),
    claims: z.enum(['count', 'apart', 'refuse']),
    maxClaim: moneyText(currency).refine((text) => text === '' || Number(text) > 0, {
      error: 'must be more than zero',
    }),
    origins,
  });

/** Adds or edits a storefront. `subject` is null to stay closed. */
export function StorefrontDialog(props: {
  subject: Storefront | 'new' | null;
  hubTimeZone: string;
  onClose: () => void;
}) {
  const { subject } = props;
  return (
    <Modal
      opened={subject !== null}
      onClose={props.onClose}
      title={subject === 'new' ? 'Add storefront' : 'Edit storefront'}
    >
      {subject === null ? null : (
        <Fields
          subject={subject === 'new' ? null : subject}
          hubTimeZone={props.hubTimeZone}
          onClose={props.onClose}
        />
      )}
    </Modal>
  );
}

function Fields({
  subject,
  hubTimeZone,
  onClose,
}: {
  subject: Storefront | null;
  hubTimeZone: string;
  onClose: () => void;
}) {
  const cache = trpc.useUtils();
  const create = trpc.storefronts.createStorefront.useMutation();
  const update = trpc.storefronts.updateStorefront.useMutation();
  const form = useForm({
    resolver: zodResolver(schema(subject?.currency)),
    defaultValues: {
      name: subject?.name ?? '',
      slug: subject?.slug ?? '',
      currency: subject?.currency ?? 'USD',
      timeZone: subject?.timeZone ?? null,
      claims: subject?.claims ?? 'count',
      maxClaim: subject?.maxClaim ?? '',
      origins: subject?.allowedOrigins.join('\n') ?? '',
    },
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ origins, claims, maxClaim, ...values }) => {
    const allowedOrigins = readOrigins(origins);
    try {
      const saved =
        subject === null
          ? await create.mutateAsync({ ...values, allowedOrigins })
          : await update.mutateAsync({
              id: subject.id,
              name: values.name,
              timeZone: values.timeZone,
              allowedOrigins,
              claims,
              maxClaim: maxClaim === '' ? null : maxClaim,
            });
      await cache.storefronts.listStorefronts.invalidate();
      showSuccess(subject === null ? `${saved.name} was added.` : `${saved.name} was saved.`);
      onClose();
    } catch (error) {
      applyHubError(form, error, 'slug');
    }
  });
  const isFixed = subject !== null;
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <FormError message={errors.root?.message} />
        <FormRow label="Name" error={errors.name?.message} isRequired>
          {(row) => <TextInput {...row} {...form.register('name')} placeholder="Outlet" data-autofocus />}
        </FormRow>
        <FormRow
          label="Slug"
          help={isFixed ? 'A slug cannot be changed.' : 'Short, as in outlet. It cannot be changed later.'}
          error={errors.slug?.message}
          isRequired
        >
          {(row) => (
            <TextInput
              {...row}
              {...form.register('slug')}
              placeholder="outlet"
              autoCapitalize="none"
              spellCheck={false}
              readOnly={isFixed}
              variant={isFixed ? 'filled' : 'default'}
            />
          )}
        </FormRow>
        <FormRow
          label="Currency"
          help={isFixed ? 'A currency cannot be changed.' : 'The currency of all its orders, as in EUR.'}
          error={errors.currency?.message}
          isRequired
        >
          {(row) => (
            <TextInput
              {...row}
              {...form.register('currency', { setValueAs: (text: string) => text.trim().toUpperCase() })}
              maxLength={3}
              readOnly={isFixed}
              variant={isFixed ? 'filled' : 'default'}
            />
          )}
        </FormRow>
        <FormRow
          label="Time zone"
          help="Where its months and statements begin and end. The 30-day figures stay in UTC."
          error={errors.timeZone?.message}
        >
          {(row) => (
            <Controller
              name="timeZone"
              control={form.control}
              render={({ field }) => (
                <TimeZoneSelect
                  {...row}
                  value={field.value}
                  none={`The hub’s zone (${nameOfZone(hubTimeZone)})`}
                  onChoose={field.onChange}
                  ref={field.ref}
                />
              )}
            />
          )}
        </FormRow>
        <FormRow
          label="Origins"
          help="One per line. Tracked links lead to the first unless they name another. Publishable keys work only on pages of these origins."
          error={errors.origins?.message}
        >
          {(row) => (
            <Textarea
              {...row}
              {...form.register('origins')}
              autosize
              minRows={2}
              maxRows={8}
              placeholder="https://shop.example"
              spellCheck={false}
              autoCapitalize="none"
            />
          )}
        </FormRow>
        {isFixed ? (
          <>
            <FormRow
              label="Claims"
              help="Orders that pages report without your server. Anybody can send one."
              error={errors.claims?.message}
            >
              {(row) => (
                <NativeSelect
                  {...row}
                  {...form.register('claims')}
                  data={[
                    { value: 'count', label: 'Count in the 30-day figures' },
                    { value: 'apart', label: 'Do not count until verified' },
                    { value: 'refuse', label: 'Refuse' },
                  ]}
                />
              )}
            </FormRow>
            <FormRow
              label="Highest claim"
              help={`In ${subject?.currency ?? ''}. A claim above it is refused. Leave empty for the hub’s own maximum.`}
              error={errors.maxClaim?.message}
            >
              {(row) => (
                <TextInput
                  {...row}
                  {...form.register('maxClaim')}
                  inputMode="decimal"
                  placeholder={exampleAmount('10000', subject?.currency)}
                />
              )}
            </FormRow>
          </>
        ) : null}
        <FormFooter
          submit={isFixed ? 'Save' : 'Add storefront'}
          isSubmitting={isSubmitting}
          onCancel={onClose}
        />
      </Stack>
    </form>
  );
}
