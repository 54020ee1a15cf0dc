import { Modal } from '@mantine/core';
import type { Affiliate } from '../../hub/trpc.ts';
import { AffiliateFields } from './affiliate-fields.tsx';

interface AffiliateFormProps {
  /** The partner to edit, `new` to add one, or null to stay closed. */
  subject: Affiliate | 'new' | null;
  onClose: () => void;
  onCreated: (affiliate: Affiliate) => void;
}

/** Adds a partner or edits one, in a dialog. */
export function AffiliateForm({ subject, onClose, onCreated }: AffiliateFormProps) {
  return (
    <Modal
      opened={subject !== null}
      onClose={onClose}
      title={subject === 'new' ? 'Add partner' : 'Edit partner'}
    >
      {subject === null ? null : (
        <AffiliateFields
          subject={subject === 'new' ? null : subject}
          onCancel={onClose}
          onSaved={(saved) => {
            onClose();
            if (subject === 'new') onCreated(saved);
          }}
        />
      )}
    </Modal>
  );
}
