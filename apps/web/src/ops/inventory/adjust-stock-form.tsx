import { movementReason } from '@dreamteamhub/sdk/contract';
import { zodResolver } from '@hookform/resolvers/zod';
import { NativeSelect, SegmentedControl, Stack, Text } from '@mantine/core';
import { Controller, useForm } from 'react-hook-form';
import { applyHubError } from '../../hub/form-errors.ts';
import { z } from '../../hub/zod.ts';
import { FormError, FormFooter } from '../../ui/form-footer.tsx';
import { FormRow } from '../../ui/form-row.tsx';
import { formatCount, formatDelta } from '../../ui/format-number.ts';
import { NumberRow } from '../../ui/number-row.tsx';
import type { StockFormProps } from './count-stock-form.tsx';
import { NoteRow, noteText } from './note-row.tsx';
import { directionOf, signedDelta } from './stock-rules.ts';

const reasons = [
  { value: 'restocked', label: 'Restocked: goods came in' },
  { value: 'return', label: 'Return: a customer sent it back' },
  { value: 'sale', label: 'Sale: sold outside the shop' },
  { value: 'damaged', label: 'Damaged or lost' },
  { value: 'adjusted', label: 'Correction' },
];

const adjustForm = z.object({
  reason: movementReason,
  direction: z.enum(['add', 'remove']),
  quantity: z
    .number({ error: 'enter a number' })
    .int({ error: 'must be whole units' })
    .min(1, { error: 'must be at least 1' })
    .max(2_147_483_647, { error: 'is too large' }),
  note: noteText,
});

/** Adds or removes units for a reason. The hub refuses stock below zero. */
export function AdjustStockForm({ product, onSave, onCancel }: StockFormProps) {
  const form = useForm<z.input<typeof adjustForm>, unknown, z.output<typeof adjustForm>>({
    resolver: zodResolver(adjustForm),
    defaultValues: { reason: 'restocked', direction: 'remove', quantity: 1, note: '' },
  });
  const move = form.watch();
  const isAdding = signedDelta({ ...move, quantity: 1 }) > 0;
  const delta = Number.isSafeInteger(move.quantity) ? signedDelta(move) : null;

  const submit = form.handleSubmit(async (values) => {
    const quantityDelta = signedDelta(values);
    const mayOwe = product.allowBackorder && values.reason === 'sale';
    if (quantityDelta < 0 && product.stock + quantityDelta < 0 && !mayOwe) {
      const left = formatCount(Math.max(0, product.stock));
      form.setError('quantity', { message: `only ${left} in stock` }, { shouldFocus: true });
      return;
    }
    try {
      await onSave({ kind: 'adjust', quantityDelta, reason: values.reason, note: values.note });
    } catch (error) {
      applyHubError(form, error, 'quantity');
    }
  });

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <FormError message={form.formState.errors.root?.message} />
        <Controller
          control={form.control}
          name="reason"
          render={({ field }) => (
            <FormRow label="Reason" isRequired>
              {(row) => <NativeSelect {...row} {...field} data={reasons} />}
            </FormRow>
          )}
        />
        {directionOf(move.reason) === null ? (
          <Controller
            control={form.control}
            name="direction"
            render={({ field }) => (
              <SegmentedControl
                fullWidth
                aria-label="Direction"
                value={field.value}
                onChange={field.onChange}
                data={[
                  { value: 'add', label: 'Add' },
                  { value: 'remove', label: 'Remove' },
                ]}
              />
            )}
          />
        ) : null}
        <NumberRow control={form.control} name="quantity" label="Units" isRequired />
        <Text fz="sm" c="dimmed" className="hub-number" aria-live="polite">
          {formatCount(product.stock)}
          {delta === null ? '' : ` ${formatDelta(delta)} → ${formatCount(product.stock + delta)}`} in stock
        </Text>
        <NoteRow control={form.control} name="note" />
        <FormFooter
          submit={isAdding ? 'Add to stock' : 'Remove from stock'}
          isSubmitting={form.formState.isSubmitting}
          onCancel={onCancel}
        />
      </Stack>
    </form>
  );
}
