import { admin } from '@dreamteamhub/sdk/contract';
import { zodResolver } from '@hookform/resolvers/zod';
import { Modal, Stack, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { applyHubError } from '../../hub/form-errors.ts';
import { readHubError } from '../../hub/hub-error.ts';
import { useHubCurrency } from '../../hub/money.tsx';
import { decimalsOf, exampleAmount, moneyText } from '../../hub/money-text.ts';
import { type Product, trpc } from '../../hub/trpc.ts';
import { z } from '../../hub/zod.ts';
import { FormError, FormFooter } from '../../ui/form-footer.tsx';
import { FormRow } from '../../ui/form-row.tsx';
import { formatMoney } from '../../ui/format-number.ts';
import { MoneyRow, NumberRow } from '../../ui/number-row.tsx';
import { ForeignEdits } from './foreign-edits.tsx';
import {
  detailsOf,
  type ForeignEdit,
  foreignEdits,
  formOf,
  NEW_DETAILS,
  type ProductDetails,
} from './product-details.ts';
import { useProductSave } from './use-product-save.ts';

const contract = admin.inventory.createProduct.input.shape;

const wholeUnits = z.number({ error: 'enter a number' }).pipe(contract.threshold);

const productForm = (currency: string | undefined) =>
  z.object({
    sku: contract.sku,
    name: contract.name,
    stock: wholeUnits,
    threshold: wholeUnits,
    allowBackorder: z.boolean(),
    unitPrice: moneyText(currency),
    supplier: z.string().trim().max(255),
  });

/** `subject` is the product to edit, `new` to add one, or null to stay closed. */
export function ProductForm(props: { subject: Product | 'new' | null; onClose: () => void }) {
  const { subject, onClose } = props;
  return (
    <Modal
      opened={subject !== null}
      onClose={onClose}
      title={subject === 'new' ? 'Add product' : 'Edit product'}
    >
      {subject === null ? null : <Fields subject={subject === 'new' ? null : subject} onClose={onClose} />}
    </Modal>
  );
}

function Fields({ subject, onClose }: { subject: Product | null; onClose: () => void }) {
  const currency = useHubCurrency();
  const form = useForm({
    resolver: zodResolver(productForm(currency)),
    defaultValues: {
      sku: subject?.sku ?? '',
      stock: subject?.stock ?? 0,
      ...(subject === null ? NEW_DETAILS : formOf(subject)),
    },
  });
  const { create, edit } = useProductSave();
  const [base, setBase] = useState(subject);
  const [foreign, setForeign] = useState<ForeignEdit[]>([]);
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async ({ sku, stock, ...fields }) => {
    const details = detailsOf(fields);
    try {
      if (base === null) await create({ sku, stock, ...details });
      else await edit(base, details);
      onClose();
    } catch (error) {
      if (base !== null && readHubError(error).code === 'conflict' && (await lookAgain(base, details)))
        return;
      applyHubError(form, error, base === null ? 'sku' : undefined);
    }
  });

  const cache = trpc.useUtils();
  /** Looks for what somebody else changed meanwhile. Returns whether there is anything of what was typed here. */
  async function lookAgain(seen: Product, mine: ProductDetails): Promise<boolean> {
    const now = await cache.inventory.getProduct.fetch({ sku: seen.sku }, { staleTime: 0 }).catch(() => null);
    if (now === null) return false;
    const edits = foreignEdits({ seen, now, mine });
    for (const name of edits.untouched) form.setValue(name, formOf(now)[name]);
    setBase(now);
    setForeign(edits.collided);
    return edits.collided.length > 0;
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <FormError message={errors.root?.message} />
        {base === null || foreign.length === 0 ? null : (
          <ForeignEdits
            edits={foreign}
            onTake={() => {
              for (const { name } of foreign) form.setValue(name, formOf(base)[name]);
              setForeign([]);
            }}
          />
        )}
        <FormRow label="Name" error={errors.name?.message} isRequired>
          {(row) => <TextInput {...row} {...form.register('name')} placeholder="Widget Pro" data-autofocus />}
        </FormRow>
        <FormRow
          label="SKU"
          help={subject === null ? 'It cannot be changed later.' : 'A SKU cannot be changed.'}
          error={errors.sku?.message}
          isRequired
        >
          {(row) => (
            <TextInput
              {...row}
              {...form.register('sku')}
              placeholder="WIDGET-PRO-001"
              autoCapitalize="characters"
              spellCheck={false}
              readOnly={subject !== null}
              variant={subject === null ? 'default' : 'filled'}
            />
          )}
        </FormRow>
        {subject === null ? (
          <NumberRow
            control={form.control}
            name="stock"
            label="Opening stock"
            help="Units on the shelf now."
            isRequired
          />
        ) : null}
        <NumberRow
          control={form.control}
          name="threshold"
          label="Threshold"
          help="Below this level the product is low, and an alert goes out."
          isRequired
        />
        <FormRow label="Backorders" error={errors.allowBackorder?.message}>
          {({ withAsterisk: _, label, ...row }) => (
            <Switch
              {...row}
              {...form.register('allowBackorder')}
              aria-label={String(label)}
              label="Sales may take the stock below zero"
            />
          )}
        </FormRow>
        <MoneyRow
          control={form.control}
          name="unitPrice"
          label="Unit price"
          currency={currency}
          digits={decimalsOf(currency)}
          say={(amount) => formatMoney(amount, currency)}
          placeholder={exampleAmount('50', currency)}
        />
        <FormRow label="Supplier" error={errors.supplier?.message}>
          {(row) => <TextInput {...row} {...form.register('supplier')} placeholder="WidgetCo Inc" />}
        </FormRow>
        <FormFooter
          submit={subject === null ? 'Add product' : 'Save'}
          isSubmitting={isSubmitting}
          onCancel={onClose}
        />
      </Stack>
    </form>
  );
}
