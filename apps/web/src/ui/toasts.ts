import { type Toast, ToastStore } from './toast-store.ts';

/** What is shown in the corner of this page. */
export const toasts = new ToastStore();

/** Says that something was done, for some seconds; with an action, such as Undo, for ten. */
export function showSuccess(message: string, options: { action?: Toast['action'] } = {}): void {
  toasts.add({ kind: 'success', message, action: options.action });
}

/** Says that something was not done, and why. Stays until somebody closes it. */
export function showFailure(message: string, options: { title?: string } = {}): void {
  toasts.add({ kind: 'failure', title: options.title ?? 'That did not work', message });
}
