import { Button } from '@mantine/core';
import { IconCash } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useLive } from '../../hub/live/live.tsx';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { QueryDetailPage } from '../../hub/query-detail-page.tsx';
import { type PayoutItemDetail, trpc } from '../../hub/trpc.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { ZoneNote } from '../../ui/zone-note.tsx';
import { outcomesOf } from './batch-rules.ts';
import { ItemHistory } from './item-history.tsx';
import { ItemStanding } from './item-standing.tsx';

const settleDialog = onIntent(() => import('./settle-dialog.tsx'), 'SettleDialog');

const route = getRouteApi('/operator/payouts/items/$id');

/** One payment: where it stands, where it goes, and all that was said of it. */
export function ItemPage() {
  const id = Number(route.useParams().id);
  const cache = trpc.useUtils();
  useLive(['orders'], () => cache.payouts.invalidate());
  const query = trpc.payouts.getItem.useQuery({ id });
  return (
    <QueryDetailPage
      list={{ path: '/payouts', name: 'Payouts' }}
      noun="payment"
      icon={IconCash}
      query={query}
      title={({ affiliateName }) => `Payment to ${affiliateName}`}
      description={({ createdAt }) => (
        <>
          Drafted <Timestamp at={createdAt} isShort /> · <ZoneNote />
        </>
      )}
      action={(item) => <WhatHappened item={item} />}
    >
      {(item) => (
        <>
          <ItemStanding item={item} />
          <ItemHistory events={item.events} currency={item.currency} />
        </>
      )}
    </QueryDetailPage>
  );
}

function WhatHappened({ item }: { item: PayoutItemDetail }) {
  const [isOpen, setOpen] = useState(false);
  if (item.rail === 'paypal' || outcomesOf(item).length === 0) return null;
  return (
    <OperatorOnly>
      <Button variant="default" {...settleDialog.nearby} onClick={() => setOpen(true)}>
        What happened…
      </Button>
      <Late part={settleDialog} isOpen={isOpen} item={item} onClose={() => setOpen(false)} />
    </OperatorOnly>
  );
}
