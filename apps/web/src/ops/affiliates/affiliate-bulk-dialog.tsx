import { useState } from 'react';
import { BulkDialog } from '../../hub/bulk/bulk-dialog.tsx';
import { type Affiliate, trpc } from '../../hub/trpc.ts';
import { FormRow } from '../../ui/form-row.tsx';
import { formatQuantity } from '../../ui/format-number.ts';
import { NumberField, readValue } from '../../ui/number-field.tsx';
import type { ChosenRows } from '../../ui/selection.ts';
import type { AffiliateBulk, AffiliateFilterInput } from './affiliate-bulk-change.ts';
import { formatCommissionRate, percentToBasisPoints } from './commission-rate.ts';

const noun = { one: 'partner', many: 'partners' };

interface DialogProps {
  rows: ChosenRows<AffiliateFilterInput>;
  onClose: () => void;
  /** The rows have changed. */
  onDone: () => void;
}

/** Asks what becomes of many partners; null: it is closed. */
export function AffiliateBulkDialog({
  asks,
  isOpen: _,
  ...props
}: DialogProps & { asks: AffiliateBulk | null; isOpen: boolean }) {
  if (asks === null) return null;
  if (asks === 'commission') return <CommissionDialog {...props} />;
  return <StatusDialog {...props} status={asks} />;
}

function useAffiliateBulk() {
  const cache = trpc.useUtils();
  const { mutateAsync: prepare } = trpc.bulk.prepareAffiliates.useMutation();
  const onChanged = () => {
    void cache.ops.getOverview.invalidate();
    void cache.affiliates.getAffiliate.invalidate();
    return cache.affiliates.listAffiliates.invalidate();
  };
  return { prepare, onChanged };
}

function CommissionDialog(props: DialogProps) {
  const [{ rows }] = useState(props);
  const { prepare, onChanged } = useAffiliateBulk();
  const [percent, setPercent] = useState('');
  const isReadable = percent === '' || (Number(percent) >= 0 && Number(percent) <= 100);
  const toBps = percentToBasisPoints(percent === '' ? null : Number(percent));
  return (
    <BulkDialog
      title="Commission of the selected partners"
      note="New orders get the new rate. What was earned before stays as it is."
      fields={
        <FormRow
          label="Commission"
          help="Percent of an order. Leave empty for the hub’s default."
          error={isReadable || percent === 'NaN' ? undefined : 'must be between 0 and 100'}
        >
          {(row) => (
            <NumberField
              {...row}
              value={percent}
              maxDecimals={2}
              unit="%"
              say={(value) => `${formatQuantity(value)}%`}
              onRead={(read) => setPercent(readValue(read))}
              data-autofocus
            />
          )}
        </FormRow>
      }
      asked={isReadable ? { ...rows, change: { set: 'commission' as const, toBps } } : null}
      prepare={prepare}
      words={{
        noun,
        say: (bps) => formatCommissionRate(bps === null ? null : Number(bps)),
        verb: 'Change',
        done: (count) =>
          `${count === 1 ? 'has' : 'have'} ${toBps === null ? 'the default commission' : `a commission of ${formatCommissionRate(toBps)}`}`,
      }}
      onClose={props.onClose}
      onChanged={onChanged}
      onDone={props.onDone}
    />
  );
}

const states: Record<Affiliate['status'], { verb: string; title: string; note: string; word: string }> = {
  active: {
    verb: 'Resume',
    title: 'Resume the selected partners?',
    note: 'Their clicks count again from now on.',
    word: 'active',
  },
  paused: {
    verb: 'Pause',
    title: 'Pause the selected partners?',
    note: 'Their clicks stop counting until you resume them. What they have earned stays.',
    word: 'paused',
  },
  archived: {
    verb: 'Archive',
    title: 'Archive the selected partners?',
    note: 'Their clicks stop counting and they leave your everyday lists. Their conversions and what you owe stay.',
    word: 'archived',
  },
};

function StatusDialog(props: DialogProps & { status: Affiliate['status'] }) {
  const [{ rows, status }] = useState(props);
  const { prepare, onChanged } = useAffiliateBulk();
  const { verb, title, note, word } = states[status];
  return (
    <BulkDialog
      title={title}
      note={note}
      asked={{ ...rows, change: { set: 'status' as const, to: status } }}
      prepare={prepare}
      words={{
        noun,
        say: String,
        verb,
        done: (count) => `${count === 1 ? 'is' : 'are'} ${word}`,
      }}
      onClose={props.onClose}
      onChanged={onChanged}
      onDone={props.onDone}
    />
  );
}
