import { TextInput } from '@mantine/core';
import type { UseFormRegisterReturn } from 'react-hook-form';
import { FormRow } from '../../ui/form-row.tsx';
import { printIban } from './iban.ts';

interface Rules {
  validate: (text: string) => Promise<string | true>;
  onBlur?: (event: { target: { value: string } }) => void;
}

interface Problem {
  message?: string | undefined;
}

/** Without the check, such as without a network, the hub judges alone. */
const check = () => import('./iban-check.ts').catch(() => null);

const ibanRules: Rules = {
  validate: async (text) =>
    text.trim() === '' ? 'Enter an IBAN.' : ((await check())?.ibanProblem(text) ?? true),
};

const bicRules: Rules = {
  validate: async (text) => (text.trim() === '' ? true : ((await check())?.bicProblem(text) ?? true)),
};

/** A bank account: whose it is, its IBAN as people type it, and its BIC where a bank wants one. */
export function BankFields(props: {
  holder: UseFormRegisterReturn;
  holderLabel?: string;
  iban: (rules: Rules) => UseFormRegisterReturn;
  bic: (rules: Rules) => UseFormRegisterReturn;
  /** Takes the IBAN in groups of four, once it is typed. */
  onTidy: (iban: string) => void;
  errors: { holder?: Problem | undefined; iban?: Problem | undefined; bic?: Problem | undefined };
}) {
  const { errors } = props;
  const iban = props.iban({ ...ibanRules, onBlur: ({ target }) => props.onTidy(printIban(target.value)) });
  return (
    <>
      <FormRow
        label={props.holderLabel ?? 'Account holder'}
        help="As the bank has it."
        error={errors.holder?.message}
        isRequired
      >
        {(row) => <TextInput {...row} {...props.holder} maxLength={140} dir="auto" />}
      </FormRow>
      <FormRow label="IBAN" help="Spaces make no difference." error={errors.iban?.message} isRequired>
        {(row) => (
          <TextInput
            {...row}
            {...iban}
            onFocus={() => void check()}
            placeholder="DE89 3704 0044 0532 0130 00"
            maxLength={64}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            dir="ltr"
          />
        )}
      </FormRow>
      <FormRow
        label="BIC"
        help="Where the bank asks for one, and outside the European Economic Area."
        error={errors.bic?.message}
      >
        {(row) => (
          <TextInput
            {...row}
            {...props.bic(bicRules)}
            placeholder="COBADEFFXXX"
            maxLength={16}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            dir="ltr"
          />
        )}
      </FormRow>
    </>
  );
}
