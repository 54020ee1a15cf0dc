import { TRPCClientError } from '@trpc/client';
import type { UseFormReturn } from 'react-hook-form';
import { expect, test, vi } from 'vitest';
import { applyHubError } from './form-errors.ts';

interface Values {
  password: string;
  debtor: { name: string; iban: string };
}

function apply(...fields: { path: string; message: string }[]) {
  const setError = vi.fn();
  const getValues = () => ({ password: '', debtor: { name: '', iban: '' } });
  const error = new TRPCClientError('debtor.iban: is wrong', {
    result: { error: { data: { hubCode: 'bad_request', details: fields } } } as never,
  });
  // What the function uses of a form.
  applyHubError({ setError, getValues } as unknown as UseFormReturn<Values>, error);
  return setError.mock.calls.map(([path, { message }]) => [path, message]);
}

test('an error is shown at the field that it names, also at one of a part of the form', () => {
  expect(apply({ path: 'debtor.iban', message: 'is wrong' })).toEqual([['debtor.iban', 'is wrong']]);
  expect(apply({ path: 'password', message: 'is not yours' })).toEqual([['password', 'is not yours']]);
});

test('an error of no field of the form is one of the form', () => {
  expect(apply({ path: 'debtor.iban.length', message: 'x' })).toEqual([['root', 'Is wrong.']]);
  expect(apply({ path: 'toString', message: 'x' })).toEqual([['root', 'Is wrong.']]);
});
