import { Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { BulkDialog, type BulkWords } from '../../hub/bulk/bulk-dialog.tsx';
import { trpc } from '../../hub/trpc.ts';
import { FormRow } from '../../ui/form-row.tsx';
import { formatCount, formatQuantity } from '../../ui/format-number.ts';
import { NumberField, readValue } from '../../ui/number-field.tsx';
import { Segments } from '../../ui/segments.tsx';
import type { ChosenRows } from '../../ui/selection.ts';
import {
  type ProductBulk,
  type ProductBulkChange,
  type ProductFilterInput,
  type ThresholdWay,
  thresholdChange,
} from './product-bulk-change.ts';
import { refreshProducts } from './product-cache.ts';

const noun = { one: 'product', many: 'products' };

interface DialogProps {
  rows: ChosenRows<ProductFilterInput>;
  onClose: () => void;
  /** The rows have changed. */
  onDone: () => void;
}

/** Asks what becomes of many products; null: it is closed. */
export function ProductBulkDialog({
  asks,
  ...props
}: DialogProps & { asks: ProductBulk | null; isOpen: boolean }) {
  switch (asks) {
    case null:
      return null;
    case 'threshold':
      return <ThresholdDialog {...props} />;
    case 'supplier':
      return <SupplierDialog {...props} />;
    case 'archive':
    case 'restore':
      return <ArchiveDialog {...props} isArchived={asks === 'archive'} />;
  }
}

function useProductBulk({ rows }: DialogProps) {
  const cache = trpc.useUtils();
  const { mutateAsync: prepare } = trpc.bulk.prepareProducts.useMutation();
  return {
    prepare,
    /** The rows with the change; the rows stay those of when the dialog opened. */
    asked: (change: ProductBulkChange | null) => (change === null ? null : { ...rows, change }),
    onChanged: () => refreshProducts(cache),
  };
}

const ways: Record<ThresholdWay, string> = { to: 'Set to', by: 'Add or take', percent: 'By percent' };

function ThresholdDialog(props: DialogProps) {
  const [kept] = useState(props);
  const { asked, prepare, onChanged } = useProductBulk(kept);
  const [way, setWay] = useState<ThresholdWay>('to');
  const [value, setValue] = useState('');
  const words: BulkWords = {
    noun,
    say: (threshold) => formatCount(Number(threshold)),
    verb: 'Change',
    done: (count) =>
      way === 'to'
        ? `${count === 1 ? 'has' : 'have'} the threshold ${formatQuantity(value)}`
        : `${count === 1 ? 'has' : 'have'} a new threshold`,
  };
  return (
    <BulkDialog
      title="Threshold of the selected products"
      note="Below its threshold a product is low, and the hub opens an alert."
      fields={
        <Stack gap="sm">
          <Segments label="How the threshold changes" choices={ways} value={way} onChoose={setWay} />
          <FormRow label={fieldNames[way]} help={helps[way]}>
            {(row) => (
              <NumberField
                {...row}
                key={way}
                value={value}
                maxDecimals={way === 'percent' ? 2 : 0}
                unit={way === 'percent' ? '%' : undefined}
                say={formatQuantity}
                onRead={(read) => setValue(readValue(read))}
                data-autofocus
              />
            )}
          </FormRow>
        </Stack>
      }
      asked={asked(thresholdChange(way, value))}
      prepare={prepare}
      words={words}
      onClose={props.onClose}
      onChanged={onChanged}
      onDone={props.onDone}
    />
  );
}

const fieldNames = { to: 'Threshold', by: 'Units', percent: 'Percent' } as const;
const helps = {
  to: 'In units.',
  by: 'Use a minus to take away, as in −5.',
  percent: '10 turns 20 units into 22; −10 turns them into 18.',
} as const;

function SupplierDialog(props: DialogProps) {
  const [kept] = useState(props);
  const { asked, prepare, onChanged } = useProductBulk(kept);
  const [supplier, setSupplier] = useState('');
  const known = trpc.inventory.listSuppliers.useQuery({}).data?.suppliers ?? [];
  const to = supplier.trim() === '' ? null : supplier.trim();
  return (
    <BulkDialog
      title="Supplier of the selected products"
      fields={
        <FormRow label="Supplier" help="Leave it empty to remove the supplier.">
          {(row) => (
            <>
              <TextInput
                {...row}
                value={supplier}
                maxLength={255}
                list="known-suppliers"
                data-autofocus
                onChange={(event) => setSupplier(event.currentTarget.value)}
              />
              <datalist id="known-suppliers">
                {known.map((name) => (
                  <option key={name} value={name} />
                ))}
              </datalist>
            </>
          )}
        </FormRow>
      }
      asked={asked({ set: 'supplier', to })}
      prepare={prepare}
      words={{
        noun,
        say: (name) => (name === null ? 'none' : String(name)),
        verb: 'Change',
        done: (count) =>
          to === null
            ? `${count === 1 ? 'has' : 'have'} no supplier`
            : `${count === 1 ? 'is' : 'are'} supplied by ${to}`,
      }}
      onClose={props.onClose}
      onChanged={onChanged}
      onDone={props.onDone}
    />
  );
}

function ArchiveDialog(props: DialogProps & { isArchived: boolean }) {
  const [kept] = useState(props);
  const { asked, prepare, onChanged } = useProductBulk(kept);
  const { isArchived } = kept;
  return (
    <BulkDialog
      title={isArchived ? 'Archive the selected products?' : 'Restore the selected products?'}
      note={
        isArchived
          ? 'Archived products leave the list and open no alerts. Their stock and movements stay.'
          : 'They are back in the list, and alerts open again when they are low.'
      }
      asked={asked({ set: 'archived', to: isArchived })}
      prepare={prepare}
      words={{
        noun,
        say: (value) => (value === true ? 'archived' : 'in the list'),
        verb: isArchived ? 'Archive' : 'Restore',
        done: (count) => `${count === 1 ? 'is' : 'are'} ${isArchived ? 'archived' : 'back in the list'}`,
      }}
      onClose={props.onClose}
      onChanged={onChanged}
      onDone={props.onDone}
    />
  );
}
