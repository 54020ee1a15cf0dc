import { TextInput } from '@mantine/core';
import { type Control, Controller, type FieldValues, type Path } from 'react-hook-form';
import { z } from '../../hub/zod.ts';
import { FormRow } from '../../ui/form-row.tsx';

/** As much as the hub keeps with a movement. */
const MOST_CHARACTERS = 500;

export const noteText = z.string().trim().max(MOST_CHARACTERS);

/** What somebody wants to remember of a movement. */
export function NoteRow<Values extends FieldValues, Output>(props: {
  control: Control<Values, unknown, Output>;
  name: Path<Values>;
}) {
  return (
    <Controller
      control={props.control}
      name={props.name}
      render={({ field, fieldState }) => (
        <FormRow label="Note" error={fieldState.error?.message}>
          {(row) => (
            <TextInput
              {...row}
              {...field}
              maxLength={MOST_CHARACTERS}
              placeholder="Shows beside the movement"
            />
          )}
        </FormRow>
      )}
    />
  );
}
