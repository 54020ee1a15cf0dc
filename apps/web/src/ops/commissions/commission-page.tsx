import { IconCoins } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useLive } from '../../hub/live/live.tsx';
import { QueryDetailPage } from '../../hub/query-detail-page.tsx';
import { useMay } from '../../hub/session.ts';
import { type Commission, type CommissionDetail, trpc } from '../../hub/trpc.ts';
import { Timestamp } from '../../ui/timestamp.tsx';
import { ZoneNote } from '../../ui/zone-note.tsx';
import { ConversionRowActions } from '../conversions/conversion-row-actions.tsx';
import { useConversionActions } from '../conversions/use-conversion-actions.ts';
import { OrderLoading } from '../orders/order-loading.tsx';
import { CommissionDisputes } from './commission-disputes.tsx';
import { CommissionLines } from './commission-lines.tsx';
import { asConversion, commissionActions } from './commission-rules.ts';
import { CommissionStanding } from './commission-standing.tsx';
import { CommissionStory } from './commission-story.tsx';

const route = getRouteApi('/operator/commissions/$id');

/** What a partner earns by one order: why it is this amount, line by line, where it stands, and how it came there. */
export function CommissionPage() {
  const id = Number(route.useParams().id);
  const cache = trpc.useUtils();
  const renew = () => Promise.all([cache.commissions.invalidate(), cache.ledger.invalidate()]);
  useLive(['orders'], renew);
  const query = trpc.commissions.getCommissions.useQuery({ id });
  return (
    <QueryDetailPage
      list={{ path: '/commissions', name: 'Commissions' }}
      noun="commission"
      icon={IconCoins}
      query={query}
      title={({ conversion }) => `Commission of order ${conversion.orderId}`}
      description={({ conversion }) => <When commission={conversion} />}
      action={(detail) => <Actions detail={detail} onChanged={renew} />}
      loading={<OrderLoading />}
    >
      {(detail) => (
        <>
          <CommissionStanding commission={detail.conversion} />
          <CommissionLines detail={detail} />
          <CommissionDisputes detail={detail} />
          <CommissionStory commission={detail.conversion} />
        </>
      )}
    </QueryDetailPage>
  );
}

function When({ commission: { orderedAt } }: { commission: Commission }) {
  return (
    <>
      Ordered <Timestamp at={orderedAt} isShort /> · <ZoneNote />
    </>
  );
}

function Actions(props: { detail: CommissionDetail; onChanged: () => unknown }) {
  const { conversion } = props.detail;
  const mayAct = useMay('operator');
  const { ask, busy } = useConversionActions({
    onChanged: () => void props.onChanged(),
    onUnsure: () => void props.onChanged(),
  });
  if (!mayAct) return null;
  return (
    <ConversionRowActions
      actions={commissionActions(conversion)}
      orderId={conversion.orderId}
      ask={(action) => ask(action, asConversion(conversion))}
      isBusy={busy !== null}
    />
  );
}
