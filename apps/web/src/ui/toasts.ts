import { notifications } from '@mantine/notifications';

export function showSuccess(message: string): void {
  notifications.show({ message, color: 'petrol', autoClose: 4000, role: 'status' });
}

export function showFailure(message: string): void {
  notifications.show({ title: 'That did not work', message, color: 'red', autoClose: 8000, role: 'alert' });
}
