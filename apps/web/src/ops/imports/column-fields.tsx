import { MultiSelect, Select } from '@mantine/core';
import type { ReactNode } from 'react';
import type { FileReading } from '../../hub/trpc.ts';
import { FormRow } from '../../ui/form-row.tsx';
import type { MappingDraft } from './mapping-draft.ts';
import { Samples } from './samples.tsx';

type Columns = FileReading['columns'];

/** Options that a list shows at once; further ones are found by typing. */
const LISTED = 200;

/** Lets a person point columns of a file at fields of a product. */
export function ColumnFields(props: {
  columns: Columns;
  draft: MappingDraft;
  isSkuMissing: boolean;
  onChange: (draft: MappingDraft) => void;
}) {
  const { columns, draft } = props;
  const change = (some: Partial<MappingDraft>) => props.onChange({ ...draft, ...some });
  const one = (field: 'sku' | 'unitPrice' | 'supplier' | 'location', label: string, help?: string) => (
    <OneColumn
      label={label}
      help={help}
      columns={columns}
      value={draft[field]}
      isRequired={field === 'sku'}
      error={field === 'sku' && props.isSkuMissing ? 'choose the column with the SKU' : undefined}
      onChange={(value) => change({ [field]: value })}
    />
  );
  const several = (field: 'name' | 'stock' | 'threshold', label: string, help: string) => (
    <SeveralColumns
      label={label}
      help={help}
      columns={columns}
      value={draft[field]}
      onChange={(value) => change({ [field]: value })}
    />
  );
  return (
    <>
      {one('sku', 'SKU')}
      {several('name', 'Name', 'Several columns make one name, such as a product and its size.')}
      {several('stock', 'Stock', 'Several columns are added up, such as one for each shop.')}
      {several('threshold', 'Threshold', 'Below this level a product is low.')}
      {one('unitPrice', 'Unit price')}
      {one('supplier', 'Supplier')}
      {one(
        'location',
        'Location',
        'For a file with a line for each location: the hub adds up the stock of a SKU.',
      )}
    </>
  );
}

interface ColumnRow<Value> {
  label: string;
  help?: string | undefined;
  columns: Columns;
  value: Value;
  onChange: (value: Value) => void;
}

function OneColumn({
  isRequired,
  error,
  ...props
}: ColumnRow<string | null> & { isRequired: boolean; error: string | undefined }) {
  const chosen = props.value === null ? [] : [props.value];
  return (
    <FormRow label={props.label} help={helpOf(props, chosen)} error={error} isRequired={isRequired}>
      {(row) => (
        <Select
          {...row}
          required={isRequired}
          data={titlesOf(props.columns)}
          value={props.value}
          onChange={props.onChange}
          placeholder={isRequired ? 'Choose a column' : 'No column'}
          nothingFoundMessage="No such column"
          limit={LISTED}
          searchable
          clearable={!isRequired}
          clearButtonProps={{ 'aria-label': `No column for ${props.label}` }}
        />
      )}
    </FormRow>
  );
}

function SeveralColumns(props: ColumnRow<string[]>) {
  return (
    <FormRow label={props.label} help={helpOf(props, props.value)}>
      {(row) => (
        <MultiSelect
          {...row}
          data={titlesOf(props.columns)}
          value={props.value}
          onChange={props.onChange}
          placeholder={props.value.length === 0 ? 'No column' : ''}
          nothingFoundMessage="No such column"
          limit={LISTED}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': `No column for ${props.label}` }}
          hidePickedOptions
        />
      )}
    </FormRow>
  );
}

function titlesOf(columns: Columns): string[] {
  return columns.map(({ title }) => title);
}

/** Shows what is in the chosen columns; what the field is for, while none is. */
function helpOf(
  { help, columns }: Pick<ColumnRow<unknown>, 'help' | 'columns'>,
  chosen: string[],
): ReactNode {
  const texts = columns.filter(({ title }) => chosen.includes(title)).flatMap(({ samples }) => samples);
  if (chosen.length === 0) return help;
  return texts.length === 0 ? (
    'Empty in the first lines.'
  ) : (
    <Samples texts={[...new Set(texts)].slice(0, 4)} />
  );
}
