import { admin } from '@dreamteamhub/sdk/contract';
import { zodResolver } from '@hookform/resolvers/zod';
import { Alert, Stack } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { applyHubError } from '../../hub/form-errors.ts';
import { readHubError } from '../../hub/hub-error.ts';
import { type Product, trpc } from '../../hub/trpc.ts';
import { z } from '../../hub/zod.ts';
import { FormError, FormFooter } from '../../ui/form-footer.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { NumberRow } from '../../ui/number-row.tsx';
import { NoteRow, noteText } from './note-row.tsx';
import type { StockChange } from './use-stock-change.ts';

const countForm = z.object({
  stock: z.number({ error: 'enter a number' }).pipe(admin.inventory.updateStock.input.shape.stock),
  note: noteText,
});

export interface StockFormProps {
  product: Product;
  /** Throws the hub's refusal. */
  onSave: (change: StockChange) => Promise<void>;
  onCancel: () => void;
}

/**
 * Sets the stock to the counted units. If the stock changed while the dialog was open, shows the new level and lets
 * the person decide again.
 */
export function CountStockForm({ product, onSave, onCancel }: StockFormProps) {
  const [expected, setExpected] = useState(product.stock);
  const [hasMoved, setHasMoved] = useState(false);
  const cache = trpc.useUtils();
  const form = useForm({
    resolver: zodResolver(countForm),
    defaultValues: { stock: Math.max(0, product.stock), note: '' },
  });

  const submit = form.handleSubmit(async ({ stock, note }) => {
    try {
      await onSave({ kind: 'count', stock, expectedStock: expected, note });
    } catch (error) {
      const current = readHubError(error).code === 'conflict' ? await readStock() : null;
      if (current === null) return applyHubError(form, error);
      setExpected(current);
      setHasMoved(true);
    }
  });

  async function readStock(): Promise<number | null> {
    const found = await cache.inventory.getProduct
      .fetch({ sku: product.sku }, { staleTime: 0 })
      .catch(() => null);
    return found?.stock ?? null;
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <FormError message={form.formState.errors.root?.message} />
        {hasMoved ? (
          <Alert color="orange" icon={<IconAlertTriangle size={18} aria-hidden />} role="alert" py="xs">
            The stock changed to {formatCount(expected)} while this was open. Check your count, then save
            again.
          </Alert>
        ) : null}
        <NumberRow
          control={form.control}
          name="stock"
          label="Counted units"
          help={`The hub has ${formatCount(expected)}. The product is low below ${formatCount(product.threshold)}.`}
          isRequired
          data-autofocus
        />
        <NoteRow control={form.control} name="note" />
        <FormFooter submit="Set stock" isSubmitting={form.formState.isSubmitting} onCancel={onCancel} />
      </Stack>
    </form>
  );
}
