import type { FieldValues, Path, UseFormReturn } from 'react-hook-form';
import { readHubError } from './hub-error.ts';

/**
 * Shows the hub's errors at the fields that they name. An error that names no field of this form becomes
 * `errors.root`. `conflictField` is the field that a 409 is about, such as a handle that is taken.
 */
export function applyHubError<Values extends FieldValues, Output>(
  form: UseFormReturn<Values, unknown, Output>,
  error: unknown,
  conflictField?: Path<Values>,
): void {
  const hubError = readHubError(error);
  const values: unknown = form.getValues();
  const mine = hubError.fields.filter((field) => isFieldOf(values, field.path));
  for (const [index, field] of mine.entries()) {
    form.setError(
      field.path as Path<Values>,
      { type: 'server', message: field.message },
      { shouldFocus: index === 0 },
    );
  }
  if (hubError.code === 'conflict' && conflictField !== undefined) {
    form.setError(conflictField, { type: 'server', message: hubError.message }, { shouldFocus: true });
  } else if (mine.length === 0) {
    form.setError('root', { type: 'server', message: hubError.message });
  }
}

/** Whether a form has a field of this name; one of a part of it is `part.field`. */
function isFieldOf(values: unknown, path: string): boolean {
  let at: unknown = values;
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return false;
    at = (at as Record<string, unknown>)[name];
  }
  return true;
}
