import { IconBellOff, IconCircleCheck } from '@tabler/icons-react';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import type { AlertState } from './alert-search.ts';

/** Says what it means that no alert is in a state. */
export function NoAlerts({ shown }: { shown: AlertState }) {
  switch (shown) {
    case 'active':
      return (
        <EmptyState icon={IconCircleCheck} title="No shortages" action={<ToProducts />}>
          Every product has enough stock. An alert opens by itself when a product falls below its threshold.
        </EmptyState>
      );
    case 'open':
      return (
        <EmptyState icon={IconCircleCheck} title="Nothing to do" action={<ToProducts />}>
          Every alert is acknowledged, snoozed or resolved.
        </EmptyState>
      );
    case 'acknowledged':
    case 'snoozed':
      return (
        <EmptyState icon={IconBellOff} title={`No ${shown} alerts`}>
          To change the state of alerts, select them in the list of active ones.
        </EmptyState>
      );
    case 'resolved':
      return (
        <EmptyState icon={IconBellOff} title="No resolved alerts">
          An alert appears here when its product is back in stock.
        </EmptyState>
      );
  }
}

function ToProducts() {
  return (
    <ButtonLink to="/inventory" search={{}} variant="default">
      Go to products
    </ButtonLink>
  );
}
