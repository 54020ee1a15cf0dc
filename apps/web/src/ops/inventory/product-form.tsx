import { admin } from '@dreamteamhub/sdk/contract';
import { zodResolver } from '@hookform/resolvers/zod';
import { Modal, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from 'react-hook-form';
import { applyHubError } from '../../hub/form-errors.ts';
import { useHubCurrency } from '../../hub/money.tsx';
import { decimalsOf, exampleAmount, moneyText } from '../../hub/money-text.ts';
import { type Product, trpc } from '../../hub/trpc.ts';
import { z } from '../../hub/zod.ts';
import { FormError, FormFooter } from '../../ui/form-footer.tsx';
import { FormRow } from '../../ui/form-row.tsx';
import { formatMoney } from '../../ui/format-number.ts';
import { MoneyRow, NumberRow } from '../../ui/number-row.tsx';
import { showSuccess } from '../../ui/toasts.ts';

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
  const cache = trpc.useUtils();
  const create = trpc.inventory.createProduct.useMutation();
  const update = trpc.inventory.updateProduct.useMutation();
  const currency = useHubCurrency();
  const form = useForm({
    resolver: zodResolver(productForm(currency)),
    defaultValues: {
      sku: subject?.sku ?? '',
      name: subject?.name ?? '',
      stock: subject?.stock ?? 0,
      threshold: subject?.threshold ?? 10,
      allowBackorder: subject?.allowBackorder ?? false,
      unitPrice: subject?.unitPrice ?? '',
      supplier: subject?.supplier ?? '',
    },
  });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async ({ sku, stock, ...fields }) => {
    const details = {
      ...fields,
      unitPrice: fields.unitPrice === '' ? null : fields.unitPrice,
      supplier: fields.supplier === '' ? null : fields.supplier,
    };
    try {
      const saved =
        subject === null
          ? await create.mutateAsync({ sku, stock, ...details })
          : await update.mutateAsync({ sku, ...details });
      void cache.ops.getOverview.invalidate();
      void cache.inventory.listEvents.invalidate();
      await cache.inventory.listProducts.invalidate();
      showSuccess(subject === null ? `${saved.name} was added.` : `${saved.name} was saved.`);
      onClose();
    } catch (error) {
      applyHubError(form, error, subject === null ? 'sku' : undefined);
    }
  });

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <FormError message={errors.root?.message} />
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
