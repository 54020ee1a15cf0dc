import type { ReactNode } from 'react';
import { type Control, Controller, type FieldValues, type Path, type RegisterOptions } from 'react-hook-form';
import { symbolsOf } from './currency-symbols.ts';
import { FormRow } from './form-row.tsx';
import { formatQuantity } from './format-number.ts';
import { NumberField, readValue, UNREADABLE } from './number-field.tsx';
import type { ReadNumber } from './number-text.ts';

interface RowProps<Values extends FieldValues, Output> {
  control: Control<Values, unknown, Output>;
  name: Path<Values>;
  label: string;
  help?: ReactNode;
  isRequired?: boolean;
  placeholder?: string;
  'data-autofocus'?: boolean;
  /** Says why a number is not meant to be here, as soon as the person has left the field. */
  check?: (value: string) => string | undefined;
  /** For forms without a schema. */
  rules?: Pick<RegisterOptions<Values, Path<Values>>, 'required' | 'min' | 'max'>;
}

interface NumberRowProps<Values extends FieldValues, Output> extends RowProps<Values, Output> {
  /** How many digits may follow the decimal sign. Default 0. */
  maxDecimals?: number;
  /** Stands beside the number, such as `%`. */
  unit?: string;
}

/**
 * A form row for a number. An empty field is null, and a text that is no number is `NaN`, which no schema takes: the
 * field says what is wrong with it.
 */
export function NumberRow<Values extends FieldValues, Output>(props: NumberRowProps<Values, Output>) {
  const { unit, maxDecimals = 0 } = props;
  return (
    <FieldRow
      {...props}
      maxDecimals={maxDecimals}
      say={(value) => (unit === undefined ? formatQuantity(value) : `${formatQuantity(value)} ${unit}`)}
      toText={(value) => (typeof value === 'number' ? textOf(value) : '')}
      toValue={(read) =>
        read.kind === 'number' ? Number(read.value) : read.kind === 'empty' ? null : Number.NaN
      }
    />
  );
}

/** Without an exponent, which a field would refuse. */
function textOf(value: number): string {
  return Number.isNaN(value)
    ? UNREADABLE
    : value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 });
}

interface MoneyRowProps<Values extends FieldValues, Output> extends RowProps<Values, Output> {
  /** ISO 4217; undefined while it loads. */
  currency: string | undefined;
  /** The decimals of the currency. */
  digits: number;
  /** Writes an amount in the currency. */
  say: (amount: string) => string;
}

/** A form row for an amount of money, kept as a decimal text such as `12.50`. An empty field is the empty text. */
export function MoneyRow<Values extends FieldValues, Output>(props: MoneyRowProps<Values, Output>) {
  const { currency, digits, ...row } = props;
  return (
    <FieldRow
      {...row}
      maxDecimals={digits}
      unit={currency}
      otherUnits={currency === undefined ? [] : symbolsOf(currency)}
      toText={(value) => (typeof value === 'string' ? value : '')}
      toValue={readValue}
    />
  );
}

function FieldRow<Values extends FieldValues, Output>(
  props: RowProps<Values, Output> & {
    maxDecimals: number;
    unit?: string | undefined;
    otherUnits?: readonly string[];
    say: (value: string) => string;
    toText: (value: unknown) => string;
    toValue: (read: ReadNumber) => number | string | null;
  },
) {
  const { control, name, label, help, isRequired, rules, toText, toValue, ...field } = props;
  return (
    <Controller
      control={control}
      name={name}
      {...(rules === undefined ? {} : { rules })}
      render={({ field: { ref, value, onChange, onBlur }, fieldState }) => (
        <FormRow label={label} help={help} error={fieldState.error?.message} isRequired={isRequired ?? false}>
          {(row) => (
            <NumberField
              {...row}
              {...field}
              name={name}
              ref={ref}
              value={toText(value)}
              onBlur={onBlur}
              onRead={(read) => onChange(toValue(read))}
            />
          )}
        </FormRow>
      )}
    />
  );
}
