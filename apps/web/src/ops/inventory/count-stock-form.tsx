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
import { NumberRow } from '../../ui/number-row.tsx';

const countForm = z.object({
  stock: z.number({ error: 'enter a number' }).pipe(admin.inventory.updateStock.input.shape.stock),
});

export interface StockFormProps {
  product: Product;
  onDone: (stock: number) => void;
  onCancel: () => void;
}

/**
 * Sets the stock to the counted units. If the stock changed while the dialog was open, shows the new level and lets
 * the person decide again.
 */
export function CountStockForm({ product, onDone, onCancel }: StockFormProps) {
  const [expected, setExpected] = useState(product.stock);
  const [hasMoved, setHasMoved] = useState(false);
  const update = trpc.inventory.updateStock.useMutation();
  const cache = trpc.useUtils();
  const form = useForm({ resolver: zodResolver(countForm), defaultValues: { stock: product.stock } });

  const submit = form.handleSubmit(async ({ stock }) => {
    try {
      onDone((await update.mutateAsync({ sku: product.sku, stock, expectedStock: expected })).stock);
    } catch (error) {
      const current = readHubError(error).code === 'conflict' ? await readStock() : null;
      if (current === null) return applyHubError(form, error);
      setExpected(current);
      setHasMoved(true);
    }
  });

  async function readStock(): Promise<number | null> {
    const found = await cache.inventory.listProducts
      .fetch({ search: product.sku, includeArchived: true, limit: 1000 }, { staleTime: 0 })
      .catch(() => null);
    return found?.items.find(({ sku }) => sku === product.sku)?.stock ?? null;
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <FormError message={form.formState.errors.root?.message} />
        {hasMoved ? (
          <Alert color="orange" icon={<IconAlertTriangle size={18} aria-hidden />} role="alert" py="xs">
            The stock changed to {expected} while this was open. Check your count, then save again.
          </Alert>
        ) : null}
        <NumberRow
          control={form.control}
          name="stock"
          label="Counted units"
          help={`The hub has ${expected}. The product is low below ${product.threshold}.`}
          isRequired
          data-autofocus
        />
        <FormFooter submit="Set stock" isSubmitting={form.formState.isSubmitting} onCancel={onCancel} />
      </Stack>
    </form>
  );
}
