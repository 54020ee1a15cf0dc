import { Button, Stack, TextInput } from '@mantine/core';
import { useForm } from 'react-hook-form';
import { applyHubError } from '../../hub/form-errors.ts';
import { trpc } from '../../hub/trpc.ts';
import { FormError } from '../../ui/form-footer.tsx';
import { formatSentence } from '../../ui/format-sentence.ts';
import { showSuccess } from '../../ui/toasts.ts';
import classes from './add-code-form.module.css';

/** Binds one more coupon code to an affiliate. */
export function AddCodeForm({ affiliateId }: { affiliateId: number }) {
  const cache = trpc.useUtils();
  const add = trpc.affiliates.addCode.useMutation();
  const form = useForm({ defaultValues: { code: '' } });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ code }) => {
    try {
      const added = await add.mutateAsync({ id: affiliateId, code });
      await cache.affiliates.listCodes.invalidate();
      showSuccess(`${added.code} was added.`);
      form.reset();
      form.setFocus('code');
    } catch (error) {
      applyHubError(form, error, 'code');
    }
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className={classes.form}>
      <Stack gap="xs">
        <FormError message={errors.root?.message} />
        <div className={classes.row}>
          <TextInput
            {...form.register('code', {
              required: 'Enter a code.',
              setValueAs: (text: string) => text.trim(),
            })}
            aria-label="New coupon code"
            placeholder="SAVE10"
            autoComplete="off"
            spellCheck={false}
            className={classes.code}
            error={errors.code?.message === undefined ? undefined : formatSentence(errors.code.message)}
          />
          <Button type="submit" variant="default" loading={isSubmitting}>
            Add code
          </Button>
        </div>
      </Stack>
    </form>
  );
}
