import type { PayoutSettings } from '../../hub/trpc.ts';

/** Of each dialog that changes a part of how a storefront pays. */
export interface SettingsDialogProps {
  isOpen: boolean;
  settings: PayoutSettings;
  onClose: () => void;
}
