import { Alert, Button, Group } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';

/** What refused the whole form, when no field did. */
export function FormError({ message }: { message: string | undefined }) {
  if (message === undefined) return null;
  return (
    <Alert color="red" icon={<IconAlertCircle size={18} aria-hidden />} role="alert" py="xs">
      {message}
    </Alert>
  );
}

/** Foot of a form in a dialog. */
export function FormFooter(props: {
  submit: string;
  isSubmitting: boolean;
  isDisabled?: boolean;
  onCancel: () => void;
}) {
  return (
    <Group justify="flex-end" gap="xs" mt={4}>
      <Button variant="default" onClick={props.onCancel}>
        Cancel
      </Button>
      <Button type="submit" loading={props.isSubmitting} disabled={props.isDisabled ?? false}>
        {props.submit}
      </Button>
    </Group>
  );
}
