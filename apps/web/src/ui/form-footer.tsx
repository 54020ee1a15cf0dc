import { Alert, Button, Group } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';

/** An error of the whole form rather than of one field. */
export function FormError({ message }: { message: string | undefined }) {
  if (message === undefined) return null;
  return (
    <Alert color="red" icon={<IconAlertCircle size={18} aria-hidden />} role="alert" py="xs">
      {message}
    </Alert>
  );
}

/** The buttons at the foot of a form. One that is no dialog has nothing to cancel. */
export function FormFooter(props: {
  submit: string;
  /** What screen readers say, where that is more. It begins with what is written. */
  submitName?: string | undefined;
  isSubmitting: boolean;
  isDisabled?: boolean;
  onCancel?: (() => void) | undefined;
}) {
  return (
    <Group justify="flex-end" gap="xs" mt={4}>
      {props.onCancel === undefined ? null : (
        <Button variant="default" onClick={props.onCancel}>
          Cancel
        </Button>
      )}
      <Button
        type="submit"
        aria-label={props.submitName}
        loading={props.isSubmitting}
        disabled={props.isDisabled ?? false}
      >
        {props.submit}
      </Button>
    </Group>
  );
}
