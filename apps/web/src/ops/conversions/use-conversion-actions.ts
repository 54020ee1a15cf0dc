import { readHubError } from '../../hub/hub-error.ts';
import { type Conversion, trpc } from '../../hub/trpc.ts';
import { confirm } from '../../ui/confirm.ts';
import { formatMoney } from '../../ui/format-number.ts';
import { showFailure, showSuccess } from '../../ui/toasts.ts';
import type { ConversionAction } from './conversion-rules.ts';

export const actionLabels: Record<ConversionAction, string> = {
  verify: 'Verify',
  approve: 'Approve',
  markPaid: 'Mark paid',
  void: 'Void…',
};

/** Runs an action on one conversion. Asks first if the action moves money or cannot be undone. */
export function useConversionActions(conversion: Conversion) {
  const cache = trpc.useUtils();
  const outcome = (done: string) => ({
    onSuccess: () => {
      showSuccess(`Order ${conversion.orderId} ${done}.`);
      void cache.ops.getOverview.invalidate();
      void cache.affiliates.listAffiliates.invalidate();
      return cache.affiliates.listConversions.invalidate();
    },
    onError: (error: unknown) => {
      showFailure(readHubError(error).message);
      void cache.affiliates.listConversions.invalidate();
    },
  });
  const approve = trpc.affiliates.approveConversion.useMutation(outcome('is approved'));
  const markPaid = trpc.affiliates.markConversionPaid.useMutation(outcome('is marked as paid'));
  const voidIt = trpc.affiliates.voidConversion.useMutation(outcome('is void'));
  const verify = trpc.affiliates.verifyConversion.useMutation(outcome('is verified'));

  const id = { id: conversion.id };
  const commission = formatMoney(conversion.commission, conversion.currency);

  const run: Record<ConversionAction, () => void> = {
    approve: () => approve.mutate(id),
    verify: () => verify.mutate(id),
    markPaid: () =>
      confirm({
        title: 'Mark as paid?',
        body: `You have paid ${commission} to ${conversion.affiliateName} for order ${conversion.orderId}. This cannot be undone here.`,
        confirm: 'Mark paid',
        onConfirm: () => markPaid.mutate(id),
      }),
    void: () =>
      confirm({
        title: `Void order ${conversion.orderId}?`,
        body: `It leaves the metrics of ${conversion.affiliateName}, and its commission of ${commission} is no longer owed. This cannot be undone.`,
        confirm: 'Void conversion',
        isDangerous: true,
        onConfirm: () => voidIt.mutate(id),
      }),
  };
  return { run, isRunning: approve.isPending || markPaid.isPending || voidIt.isPending || verify.isPending };
}
