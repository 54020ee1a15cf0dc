import { Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type UseFormReturn, useForm } from 'react-hook-form';
import { applyHubError } from '../../hub/form-errors.ts';
import {
  NO_PROOF,
  type Proof,
  ProofFields,
  proofOf,
  proofRules,
  useNeedsCode,
} from '../../hub/proof-fields.tsx';
import { type Affiliate, type PayoutDetails, trpc } from '../../hub/trpc.ts';
import { FormError, FormFooter } from '../../ui/form-footer.tsx';
import { FormRow } from '../../ui/form-row.tsx';
import { Segments } from '../../ui/segments.tsx';
import { showSuccess } from '../../ui/toasts.ts';
import { BankFields } from './bank-fields.tsx';
import { HOLD_HOURS, methodMeanings, methodNames } from './details-words.ts';
import { readBic, readIban } from './iban.ts';

export interface DetailsValues extends Proof {
  holder: string;
  iban: string;
  bic: string;
  email: string;
  note: string;
}

type Method = NonNullable<PayoutDetails['method']>;

interface PayoutDetailsDialogProps {
  isOpen: boolean;
  affiliate: Pick<Affiliate, 'id' | 'name'>;
  details: PayoutDetails;
  onClose: () => void;
}

/** Sets where a partner is paid to, once the person has proved who they are. */
export function PayoutDetailsDialog(props: PayoutDetailsDialogProps) {
  const { isOpen, details, onClose } = props;
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={details.method === null ? 'Set payout details' : 'Change payout details'}
      size="lg"
    >
      {isOpen ? <DetailsForm {...props} /> : null}
    </Modal>
  );
}

function DetailsForm({ affiliate, details, onClose }: PayoutDetailsDialogProps) {
  const cache = trpc.useUtils();
  const needsCode = useNeedsCode();
  const [method, setMethod] = useState<Method>(details.method ?? 'bank');
  const form = useForm<DetailsValues>({
    mode: 'onTouched',
    defaultValues: {
      ...{ ...NO_PROOF, iban: '', bic: '', email: '', note: '' },
      holder: details.holder ?? affiliate.name.slice(0, LONGEST_HOLDER),
    },
  });
  const { errors, isSubmitting } = form.formState;
  const set = trpc.payouts.setPayoutDetails.useMutation();
  const submit = form.handleSubmit(async (values) => {
    try {
      const saved = await set.mutateAsync({
        ...{ id: affiliate.id, method },
        ...valuesOf(method, values),
        ...proofOf(values, needsCode),
      });
      onClose();
      showSuccess(
        saved.onHold
          ? `Saved. Nothing is paid there for ${HOLD_HOURS} hours, and the address that was set before was told.`
          : `Saved. ${affiliate.name} is paid there from now on.`,
      );
      await cache.payouts.invalidate();
    } catch (error) {
      applyHubError(form, error);
    }
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate autoComplete="off">
      <Stack gap="md">
        {details.method === null ? null : (
          <Text fz="sm">
            A change waits {HOLD_HOURS} hours before anything is paid there, and the address that was set
            before is told. What is under way goes where it was sent.
          </Text>
        )}
        <FormError message={errors.root?.message} />
        <Stack gap={6}>
          <Segments label="How they are paid" choices={methodNames} value={method} onChoose={setMethod} />
          <Text fz="sm" c="dimmed">
            {methodMeanings[method]}
          </Text>
        </Stack>
        <MethodFields method={method} form={form} />
        <ProofFields
          password={form.register('password', proofRules.password)}
          code={() => form.register('code', proofRules.code)}
          errors={errors}
        />
        <FormFooter submit="Save" isSubmitting={isSubmitting} onCancel={onClose} />
      </Stack>
    </form>
  );
}

const LONGEST_HOLDER = 140;

function MethodFields({ method, form }: { method: Method; form: UseFormReturn<DetailsValues> }) {
  const { errors } = form.formState;
  if (method === 'bank') {
    return (
      <BankFields
        holder={form.register('holder', {
          validate: (text) => text.trim() !== '' || 'Enter whose account it is.',
        })}
        iban={(rules) => form.register('iban', rules)}
        bic={(rules) => form.register('bic', rules)}
        onTidy={(iban) => form.setValue('iban', iban)}
        errors={errors}
      />
    );
  }
  if (method === 'paypal') {
    return (
      <FormRow
        label="PayPal address"
        help="The email address of the PayPal account."
        error={errors.email?.message}
        isRequired
      >
        {(row) => (
          <TextInput
            {...row}
            {...form.register('email', {
              validate: (text) => /^\S+@\S+$/.test(text.trim()) || 'Enter an email address.',
            })}
            type="email"
            maxLength={254}
            placeholder="partner@example.com"
            spellCheck={false}
            data-autofocus
          />
        )}
      </FormRow>
    );
  }
  return (
    <FormRow label="How to pay" help="People of your team read it." error={errors.note?.message} isRequired>
      {(row) => (
        <Textarea
          {...row}
          {...form.register('note', { validate: (text) => text.trim() !== '' || 'Say how to pay.' })}
          maxLength={500}
          placeholder="By Wise, to the account that their last invoice names"
          dir="auto"
          autosize
          minRows={2}
          data-autofocus
        />
      )}
    </FormRow>
  );
}

/** What the hub is sent: the fields of the method alone. */
function valuesOf(method: Method, { holder, iban, bic, email, note }: DetailsValues) {
  switch (method) {
    case 'bank':
      return {
        ...{ holder: holder.trim(), iban: readIban(iban) },
        ...(bic.trim() === '' ? {} : { bic: readBic(bic) }),
      };
    case 'paypal':
      return { email: email.trim() };
    case 'other':
      return { note: note.trim() };
  }
}
