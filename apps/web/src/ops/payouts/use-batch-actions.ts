import { readHubError } from '../../hub/hub-error.ts';
import { type PayoutBatchDetail, trpc } from '../../hub/trpc.ts';
import { confirm } from '../../ui/confirm.ts';
import { formatMoney } from '../../ui/format-number.ts';
import { showFailure, showSuccess } from '../../ui/toasts.ts';
import { batchName, isFileRail } from './batch-words.ts';
import { paymentsWords } from './item-counts.ts';

/** What a person does with a batch as a whole. Each is asked before, since none can be taken back. */
export function useBatchActions(batch: PayoutBatchDetail) {
  const cache = trpc.useUtils();
  const id = batch.id ?? 0;
  const outcome = (done: string) => ({
    onSuccess: (changed: PayoutBatchDetail) => {
      cache.payouts.getBatch.setData({ id, withItems: false }, changed);
      showSuccess(done);
    },
    onError: (error: unknown) => showFailure(readHubError(error).message),
    // Also when it did not work: somebody else may have been first.
    onSettled: () =>
      Promise.all([
        cache.payouts.invalidate(),
        cache.ledger.invalidate(),
        cache.commissions.invalidate(),
        cache.affiliates.invalidate(),
      ]),
  });
  const name = batchName(batch.id);
  const approve = trpc.payouts.approveBatch.useMutation(outcome(`${name} is approved.`));
  const submit = trpc.payouts.submitBatch.useMutation(outcome(submitted[batch.rail](name)));
  const settle = trpc.payouts.settleBatch.useMutation(outcome(`${name} is settled.`));
  const cancel = trpc.payouts.cancelBatch.useMutation(
    outcome(`${name} is cancelled. The amounts are payable again.`),
  );
  const sum = `${formatMoney(batch.total, batch.currency)} in ${paymentsWords(batch.itemCount)}`;
  return {
    isBusy: approve.isPending || submit.isPending || settle.isPending || cancel.isPending,
    approve: (isOwn: boolean) =>
      confirm({
        title: `Approve ${formatMoney(batch.total, batch.currency)}?`,
        body: isOwn
          ? `${sum}. You drafted it yourself, and nobody checks it. It is marked so, in the list, in the audit log and in its file.`
          : `${sum}, drafted by ${batch.createdBy}. It can still be cancelled until it is handed over.`,
        confirm: 'Approve',
        onConfirm: () => approve.mutate({ id }),
      }),
    submit: () =>
      confirm({
        title: submitQuestion[batch.rail],
        body: `${sum}. ${submitMeaning(batch)}`,
        confirm: submitLabels[batch.rail].replace('…', ''),
        onConfirm: () => submit.mutate({ id }),
      }),
    settle: () => {
      const open = batch.states.sent;
      const words =
        open === undefined
          ? sum
          : `${formatMoney(open.amount, batch.currency)} in ${paymentsWords(open.count)}`;
      confirm({
        title: batch.state === 'unknown' ? 'Does PayPal say that all was paid?' : 'Was everything else paid?',
        body: `${words} that nobody has said anything of yet. If one of them failed, say so first, in its row below. What comes back later can still be said then.${
          batch.state === 'unknown'
            ? ' Only say so if you have looked it up at PayPal: otherwise the hub finds out by itself.'
            : ''
        }`,
        confirm: 'Mark as paid',
        onConfirm: () => settle.mutate({ id }),
      });
    },
    cancel: () =>
      confirm({
        title: `Cancel ${name.toLowerCase()}?`,
        body: `Nothing of it is paid: ${sum}. The amounts are payable again, and can be put into another payout.`,
        confirm: 'Cancel payout',
        isDangerous: true,
        onConfirm: () => cancel.mutate({ id }),
      }),
  };
}

export const submitLabels: Readonly<Record<PayoutBatchDetail['rail'], string>> = {
  manual: 'Begin to pay…',
  csv: 'Make the file…',
  sepa: 'Make the file…',
  paypal: 'Send to PayPal…',
};

const submitQuestion: Readonly<Record<PayoutBatchDetail['rail'], string>> = {
  manual: 'Begin to pay?',
  csv: 'Make the file?',
  sepa: 'Make the file?',
  paypal: 'Send it to PayPal?',
};

const submitted: Readonly<Record<PayoutBatchDetail['rail'], (name: string) => string>> = {
  manual: (name) => `${name} is yours to pay.`,
  csv: (name) => `The file of ${name.toLowerCase()} is made. Download it.`,
  sepa: (name) => `The file of ${name.toLowerCase()} is made. Download it.`,
  paypal: (name) => `${name} was sent to PayPal.`,
};

function submitMeaning({ rail }: PayoutBatchDetail): string {
  if (isFileRail(rail)) {
    return 'From then on the payout cannot be cancelled, because somebody may have uploaded the file. It can be downloaded again, and is always the same.';
  }
  return rail === 'paypal'
    ? 'PayPal pays at once. From then on the payout cannot be cancelled.'
    : 'From then on the payout cannot be cancelled: say of each payment what became of it.';
}
