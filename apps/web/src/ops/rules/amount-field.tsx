import type { ComponentProps } from 'react';
import { decimalsOf } from '../../ui/currency-decimals.ts';
import { symbolsOf } from '../../ui/currency-symbols.ts';
import { formatMoney, formatQuantity } from '../../ui/format-number.ts';
import { notBelowZero, upToHundredPercent } from '../../ui/number-checks.ts';
import { NumberField, readValue } from '../../ui/number-field.tsx';

/** The order of a field that stands beside others: inputs are in line, and what was understood is below. */
export const BELOW: NonNullable<ComponentProps<typeof NumberField>['inputWrapperOrder']> = [
  'label',
  'input',
  'description',
  'error',
];

type Own = Omit<
  ComponentProps<typeof NumberField>,
  'onRead' | 'maxDecimals' | 'unit' | 'otherUnits' | 'check' | 'say'
> & { onChange: (value: string) => void };

/** An amount of a currency, which may still be unknown. */
export function AmountField({ currency, onChange, ...field }: Own & { currency: string | undefined }) {
  return (
    <NumberField
      {...field}
      maxDecimals={decimalsOf(currency)}
      check={notBelowZero}
      unit={currency}
      otherUnits={currency === undefined ? [] : symbolsOf(currency)}
      say={(amount) => formatMoney(amount, currency)}
      onRead={(read) => onChange(readValue(read))}
    />
  );
}

/** A percentage with at most two decimals. */
export function PercentField({ onChange, ...field }: Own) {
  return (
    <NumberField
      {...field}
      maxDecimals={2}
      check={upToHundredPercent}
      unit="%"
      say={(percent) => formatQuantity(percent)}
      onRead={(read) => onChange(readValue(read))}
    />
  );
}

/** A whole number of something. */
export function CountField({
  onChange,
  unit,
  ...field
}: Own & Pick<ComponentProps<typeof NumberField>, 'check'> & { unit?: string }) {
  return (
    <NumberField
      {...field}
      maxDecimals={0}
      unit={unit}
      say={(count) => formatQuantity(count)}
      onRead={(read) => onChange(readValue(read))}
    />
  );
}
