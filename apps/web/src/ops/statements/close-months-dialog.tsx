import { Modal, NativeSelect, Skeleton, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { applyHubError } from '../../hub/form-errors.ts';
import { QueryView } from '../../hub/query-view.tsx';
import { type PayoutPeriod, trpc } from '../../hub/trpc.ts';
import { FormError, FormFooter } from '../../ui/form-footer.tsx';
import { FormRow } from '../../ui/form-row.tsx';
import { showSuccess } from '../../ui/toasts.ts';
import { closingsOf, closingWords, lastMonths } from './closing.ts';
import { monthName } from './months.ts';
import classes from './statements.module.css';
import type { Programme } from './use-programmes.ts';

interface CloseMonthsDialogProps {
  isOpen: boolean;
  programmes: readonly Programme[];
  onClose: () => void;
}

/** More than a hub closes in a lifetime: a month of each storefront, newest first. */
const MOST_PERIODS = 500;

/** Closes months that have ended, after it has said which. */
export function CloseMonthsDialog({ isOpen, programmes, onClose }: CloseMonthsDialogProps) {
  const query = trpc.payouts.listPeriods.useQuery({ limit: MOST_PERIODS }, { enabled: isOpen });
  return (
    <Modal opened={isOpen} onClose={onClose} title="Close months">
      {isOpen ? (
        <QueryView query={query} loading={<Skeleton height={160} />}>
          {({ items }) => <CloseForm programmes={programmes} periods={items} onClose={onClose} />}
        </QueryView>
      ) : null}
    </Modal>
  );
}

const ALL = '';

function CloseForm(props: Omit<CloseMonthsDialogProps, 'isOpen'> & { periods: readonly PayoutPeriod[] }) {
  const { programmes, periods, onClose } = props;
  const cache = trpc.useUtils();
  // As of when it opened: a month that ends meanwhile is closed next time.
  const [now] = useState(() => new Date());
  const [storefront, setStorefront] = useState(ALL);
  const chosen = programmes.filter(({ slug }) => storefront === ALL || slug === storefront);
  const closings = closingsOf(chosen, periods, now);
  const months = lastMonths(closings);
  const form = useForm({ defaultValues: { through: '' } });
  const { errors, isSubmitting } = form.formState;
  const picked = form.watch('through');
  const through = months.includes(picked) ? picked : months[0];
  const close = trpc.payouts.closePeriods.useMutation();
  const submit = form.handleSubmit(async () => {
    if (through === undefined) return;
    try {
      const closed = await close.mutateAsync({ through, ...(storefront === ALL ? {} : { storefront }) });
      onClose();
      // It answers the last one of a storefront where nothing was left.
      const known = new Set(periods.map(({ id }) => id));
      showSuccess(closedWords(closed.periods.filter(({ id }) => !known.has(id))));
      await cache.payouts.invalidate();
    } catch (error) {
      applyHubError(form, error);
    }
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <FormError message={errors.root?.message} />
        {programmes.length < 2 ? null : (
          <FormRow label="Storefront">
            {(row) => (
              <NativeSelect
                {...row}
                data={[
                  { value: ALL, label: 'All storefronts' },
                  ...programmes.map(({ slug, name }) => ({ value: slug, label: name })),
                ]}
                value={storefront}
                onChange={(event) => setStorefront(event.currentTarget.value)}
              />
            )}
          </FormRow>
        )}
        {through === undefined ? (
          <Text fz="sm">Every month that is over is closed already.</Text>
        ) : (
          <>
            <FormRow label="Up to" help="The last month to close." error={errors.through?.message}>
              {(row) => (
                <NativeSelect
                  {...row}
                  value={through}
                  onChange={(event) => form.setValue('through', event.currentTarget.value)}
                  data={months.map((month) => ({ value: month, label: monthName(month) }))}
                />
              )}
            </FormRow>
            <div>
              <Text fz="sm" fw={550}>
                This is closed
              </Text>
              <ul className={classes.plan}>
                {closings.map((closing) => (
                  <li key={closing.slug}>
                    <bdi>{closing.name}</bdi>:{' '}
                    {closingWords(closing, through) ?? 'nothing, it is closed already'}
                  </li>
                ))}
              </ul>
            </div>
            <Text fz="sm" c="dimmed">
              Each partner gets a statement. A closed month never changes and cannot be opened again: what
              comes later, such as a refund, is booked in the month in which it comes.
            </Text>
          </>
        )}
        {through === undefined ? null : (
          <FormFooter
            submit={`Close up to ${monthName(through)}`}
            isSubmitting={isSubmitting}
            onCancel={onClose}
          />
        )}
      </Stack>
    </form>
  );
}

function closedWords(periods: readonly PayoutPeriod[]): string {
  const statements = periods.reduce((sum, { statementCount }) => sum + statementCount, 0);
  if (periods.length === 0) return 'There was nothing to close: nothing was booked in these months.';
  const months = periods.length === 1 ? 'A month is' : `${periods.length} months are`;
  return `${months} closed, with ${statements === 1 ? 'one statement' : `${statements} statements`}.`;
}
