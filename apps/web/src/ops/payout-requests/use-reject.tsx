import { type ReactNode, useCallback, useState } from 'react';
import { useMay } from '../../hub/session.ts';
import type { PayoutRequest } from '../../hub/trpc.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';

const rejectDialog = onIntent(() => import('./reject-dialog.tsx'), 'RejectDialog');

/** Rejects payout requests. `reject` is undefined where the person may not decide; `dialog` belongs on the page. */
export function useReject(): { reject: ((request: PayoutRequest) => void) | undefined; dialog: ReactNode } {
  // While the dialog fades away, it still shows the request.
  const [request, setRequest] = useState<PayoutRequest | null>(null);
  const [isOpen, setOpen] = useState(false);
  const mayAct = useMay('operator');
  const ask = useCallback((asked: PayoutRequest) => {
    setRequest(asked);
    setOpen(true);
  }, []);
  return {
    reject: mayAct ? ask : undefined,
    dialog: <Late part={rejectDialog} isOpen={isOpen} request={request} onClose={() => setOpen(false)} />,
  };
}
