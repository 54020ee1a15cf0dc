import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { type PayoutBatchDetail, trpc } from '../../hub/trpc.ts';
import { showSuccess } from '../../ui/toasts.ts';
import { batchName } from './batch-words.ts';
import type { PayoutWish } from './payout-draft.ts';

interface Looked {
  wish: PayoutWish;
  answer: PayoutBatchDetail;
}

/** Looks who would be paid, and drafts a batch of it, once. */
export function usePayoutDraft() {
  const cache = trpc.useUtils();
  const navigate = useNavigate();
  const [looked, setLooked] = useState<Looked | null>(null);
  const look = trpc.payouts.createBatch.useMutation();
  const draft = trpc.payouts.createBatch.useMutation();
  // Of what was asked last: an answer to something that was asked before is not shown.
  const latest = useRef<PayoutWish>(undefined);
  // Two clicks may come before the page is drawn anew with a button that is busy.
  const isDrafting = useRef(false);

  const askWho = async (wish: PayoutWish) => {
    latest.current = wish;
    draft.reset();
    try {
      const answer = await look.mutateAsync({ ...wish, dryRun: true });
      if (latest.current === wish) setLooked({ wish, answer });
    } catch {
      // `look.error` has it.
      if (latest.current === wish) setLooked(null);
    }
  };
  const make = async (wish: PayoutWish) => {
    if (isDrafting.current) return;
    isDrafting.current = true;
    try {
      const made = await draft.mutateAsync(wish);
      void cache.payouts.invalidate();
      void cache.ledger.invalidate();
      showSuccess(`${batchName(made.id)} is drafted.`);
      // In place of the form: Back must not lead to drafting it again.
      await navigate({ to: '/payouts/$id', params: { id: String(made.id) }, replace: true });
    } catch {
      // `draft.error` has it. What is payable may have changed since.
      isDrafting.current = false;
    }
  };
  return {
    looked,
    askWho,
    make,
    isLooking: look.isPending,
    isMaking: draft.isPending,
    error: draft.error ?? look.error,
  };
}
