import { getRouteApi } from '@tanstack/react-router';
import { DetailPage } from '../../ui/detail-page.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { TryOrder } from './try-order.tsx';

const route = getRouteApi('/operator/rules/try');

/** What an order would pay by the rules that are stored. */
export function TryOrderPage() {
  const { affiliate = '' } = route.useSearch();
  return (
    <DetailPage
      list={{ path: '/rules', name: 'Rules' }}
      title="Try an order"
      description="What an order would pay by the rules as they are, and why. Nothing is stored, and nothing is booked."
    >
      <SectionCard title="The order">
        <TryOrder key={affiliate} rule={null} affiliate={affiliate} />
      </SectionCard>
    </DetailPage>
  );
}
