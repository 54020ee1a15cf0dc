import { NumberInput, type NumberInputProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { type Control, Controller, type FieldValues, type Path, type RegisterOptions } from 'react-hook-form';
import { FormRow } from './form-row.tsx';

interface NumberRowProps<Values extends FieldValues, Output> {
  control: Control<Values, unknown, Output>;
  name: Path<Values>;
  label: string;
  help?: ReactNode;
  isRequired?: boolean;
  /** For forms without a schema. */
  rules?: Pick<RegisterOptions<Values, Path<Values>>, 'required' | 'min' | 'max'>;
  input?: Pick<
    NumberInputProps,
    'min' | 'max' | 'allowDecimal' | 'decimalScale' | 'suffix' | 'placeholder' | 'hideControls'
  > & { 'data-autofocus'?: boolean };
}

/** A form row for a number. An empty field is null. */
export function NumberRow<Values extends FieldValues, Output>(props: NumberRowProps<Values, Output>) {
  return (
    <Controller
      control={props.control}
      name={props.name}
      {...(props.rules === undefined ? {} : { rules: props.rules })}
      render={({ field, fieldState }) => (
        <FormRow
          label={props.label}
          help={props.help}
          error={fieldState.error?.message}
          isRequired={props.isRequired ?? false}
        >
          {(row) => (
            <NumberInput
              {...row}
              {...props.input}
              clampBehavior="none"
              allowDecimal={props.input?.allowDecimal ?? false}
              name={field.name}
              ref={field.ref}
              value={field.value ?? ''}
              onBlur={field.onBlur}
              onChange={(value) => field.onChange(typeof value === 'number' ? value : null)}
            />
          )}
        </FormRow>
      )}
    />
  );
}
