import { useState } from 'react';
import { BulkDialog } from '../../hub/bulk/bulk-dialog.tsx';
import { type Conversion, trpc } from '../../hub/trpc.ts';
import { formatMoney } from '../../ui/format-number.ts';
import type { ChosenRows } from '../../ui/selection.ts';
import type { ConversionFilterInput } from './conversion-bulk-change.ts';
import type { ConversionAction } from './conversion-rules.ts';
import { conversionStatusNames } from './conversion-tags.tsx';

interface DialogProps {
  rows: ChosenRows<ConversionFilterInput>;
  onClose: () => void;
  /** The rows have changed. */
  onDone: () => void;
}

/** Asks before many conversions take a step, and names the sum: none of the steps can be taken back. */
export function ConversionBulkDialog(
  props: DialogProps & { asks: ConversionAction | null; isOpen: boolean },
) {
  const { asks, isOpen: _, ...dialog } = props;
  return asks === null ? null : <StepDialog key={asks} {...dialog} step={asks} />;
}

const steps: Record<ConversionAction, { title: string; note: string; verb: string; word: string }> = {
  verify: {
    title: 'Verify the selected claims?',
    note: 'Do this if these orders are in your shop. Their partners are credited, and the commissions wait for approval. This cannot be undone, but a conversion can still be voided.',
    verb: 'Verify',
    word: 'verified',
  },
  approve: {
    title: 'Approve the selected conversions?',
    note: 'You owe the commissions from now on. An approval cannot be taken back, but a conversion can be voided until it is paid.',
    verb: 'Approve',
    word: 'approved',
  },
  markPaid: {
    title: 'Mark the selected conversions as paid?',
    note: 'Do this after you have paid the commissions. Another person must approve it in the same way; until then they are payments that wait. It cannot be undone here.',
    verb: 'Mark paid:',
    word: 'marked as paid, or wait for another person’s approval',
  },
  void: {
    title: 'Void the selected conversions?',
    note: 'They leave the figures of their partners, and their commissions are no longer owed. This cannot be undone.',
    verb: 'Void',
    word: 'void',
  },
};

function StepDialog(props: DialogProps & { step: ConversionAction }) {
  const [{ rows, step }] = useState(props);
  const cache = trpc.useUtils();
  const { mutateAsync: prepare } = trpc.bulk.prepareConversions.useMutation();
  const { title, note, verb, word } = steps[step];
  return (
    <BulkDialog
      title={title}
      note={note}
      asked={{ ...rows, change: { step } }}
      prepare={prepare}
      words={{
        noun: { one: 'conversion', many: 'conversions' },
        say: describeState,
        verb,
        done: (count) => `${count === 1 ? 'is' : 'are'} ${word}`,
      }}
      isDangerous={step === 'void'}
      onClose={props.onClose}
      onDone={props.onDone}
      onChanged={() => {
        void cache.ops.getOverview.invalidate();
        void cache.affiliates.listAffiliates.invalidate();
        void cache.orders.invalidate();
        void cache.commissions.listCommissions.invalidate();
        void cache.ledger.invalidate();
        return cache.affiliates.listConversions.invalidate();
      }}
    />
  );
}

/** Before: what it is worth, and its state. Afterwards only the state. */
function describeState(value: unknown): string {
  if (typeof value === 'string') return nameOf(value);
  if (typeof value !== 'object' || value === null) return '';
  const { status, commission, currency } = value as Record<string, unknown>;
  return `${formatMoney(String(commission), String(currency))}, ${nameOf(String(status))}`;
}

function nameOf(status: string): string {
  return conversionStatusNames[status as Conversion['status']]?.toLowerCase() ?? status;
}
