import { PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { UseFormRegisterReturn } from 'react-hook-form';
import { FormRow } from '../ui/form-row.tsx';
import { operatorQuery } from './session.ts';

/** What a signed-in person enters again before something that others must not do at a screen that was left alone. */
export interface Proof {
  password: string;
  code: string;
}

export const NO_PROOF: Proof = { password: '', code: '' };

/** Options of `register` for a form without a schema. */
export const proofRules = {
  password: { required: 'Enter your password.' },
  code: { required: 'Enter a code.' },
} as const;

/** Whether this person also has a second factor. */
export function useNeedsCode(): boolean {
  return useQuery(operatorQuery).data?.twoFactorEnabled ?? false;
}

/** Returns what the hub is sent of it. */
export function proofOf({ password, code }: Proof, needsCode: boolean): { password: string; code?: string } {
  return { password, ...(needsCode ? { code: code.trim() } : {}) };
}

/** The password, and a code of the second factor where the person has one. Both props are what `register` returns. */
export function ProofFields(props: {
  password: UseFormRegisterReturn;
  /** Made only where a code is needed: a field that is not there must not be required. */
  code: () => UseFormRegisterReturn;
  errors: { password?: { message?: string | undefined }; code?: { message?: string | undefined } };
  isFirst?: boolean;
}) {
  const { password, code, errors, isFirst = false } = props;
  const needsCode = useNeedsCode();
  return (
    <>
      <FormRow label="Password" help="Yours, once more." error={errors.password?.message} isRequired>
        {(row) => (
          <PasswordInput
            {...row}
            {...password}
            autoComplete="current-password"
            {...(isFirst ? { 'data-autofocus': true } : {})}
          />
        )}
      </FormRow>
      {needsCode ? (
        <FormRow
          label="Code"
          help="From your authenticator app, or a backup code."
          error={errors.code?.message}
          isRequired
        >
          {(row) => <TextInput {...row} {...code()} autoComplete="one-time-code" inputMode="numeric" />}
        </FormRow>
      ) : null}
    </>
  );
}
