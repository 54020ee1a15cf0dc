import { Paper, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useLive } from '../../hub/live/live.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { useMay } from '../../hub/session.ts';
import { type Commission, type CommissionDetail, trpc } from '../../hub/trpc.ts';
import { DetailPage } from '../../ui/detail-page.tsx';
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
  const detail = query.data;
  return (
    <DetailPage
      list={{ path: '/commissions', name: 'Commissions' }}
      title={detail === undefined ? 'Commission' : `Commission of order ${detail.conversion.orderId}`}
      description={detail === undefined ? undefined : <When commission={detail.conversion} />}
      action={detail === undefined ? undefined : <Actions detail={detail} onChanged={renew} />}
    >
      {detail === undefined ? (
        <Paper>
          <QueryView query={query} loading={<OrderLoading />}>
            {() => null}
          </QueryView>
        </Paper>
      ) : (
        <QueryView query={query} loading={null}>
          {(shown) => (
            <Stack gap="lg">
              <CommissionStanding commission={shown.conversion} />
              <CommissionLines detail={shown} />
              <CommissionDisputes detail={shown} />
              <CommissionStory commission={shown.conversion} />
            </Stack>
          )}
        </QueryView>
      )}
    </DetailPage>
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
