import { Text } from '@mantine/core';
import { Money } from '../../hub/money.tsx';
import type { Commission } from '../../hub/trpc.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { DateStamp, StackedTimestamp } from '../../ui/timestamp.tsx';
import { AffiliateName } from '../affiliates/affiliate-name.tsx';
import type { AskedConversion } from '../conversions/conversion-questions.ts';
import { ConversionRowActions } from '../conversions/conversion-row-actions.tsx';
import type { ConversionAction } from '../conversions/conversion-rules.ts';
import { GivenBack } from '../conversions/given-back.tsx';
import { asConversion, commissionActions, dueAt } from './commission-rules.ts';
import { CommissionStateTag } from './commission-state.tsx';

interface CommissionColumnsOptions {
  /** Left out: the person may not act. */
  ask: ((action: ConversionAction, conversion: AskedConversion) => void) | undefined;
  /** The conversion that an action is running on. */
  busy: number | null;
  /** The state that the list shows. A row that has left it since says so. */
  state: Commission['state'] | undefined;
}

export function commissionColumns({ ask, busy, state }: CommissionColumnsOptions): Column<Commission>[] {
  const facts: Column<Commission>[] = [
    {
      name: 'Order',
      card: 'title',
      cell: ({ conversionId, orderId }) => (
        <Lines>
          <AnchorLink
            to="/commissions/$id"
            params={{ id: String(conversionId) }}
            c="inherit"
            fz="sm"
            fw={550}
          >
            <bdi>{orderId}</bdi>
          </AnchorLink>
        </Lines>
      ),
    },
    {
      name: 'Partner',
      cell: ({ affiliateId, affiliateName, affiliateHandle }) => (
        <AffiliateName affiliate={{ id: affiliateId, name: affiliateName, handle: affiliateHandle }} />
      ),
    },
    {
      name: 'State',
      card: 'aside',
      cell: (commission) => (
        <Lines detail={state === undefined || state === commission.state ? undefined : 'changed just now'}>
          <CommissionStateTag state={commission.state} />
        </Lines>
      ),
    },
    {
      name: 'Commission',
      align: 'end',
      cell: ({ amount, reversed, currency, state: own }) => (
        <Lines detail={<GivenBack amount={reversed} currency={currency} what="Taken back" />}>
          <Text span fz="sm" {...(own === 'void' ? { td: 'line-through', c: 'dimmed' } : {})}>
            <Money amount={amount} currency={currency} />
          </Text>
        </Lines>
      ),
    },
    {
      name: 'Left',
      align: 'end',
      cell: ({ left, held, currency }) => (
        <Lines
          detail={
            Number(held) === 0 ? undefined : (
              <>
                <Money amount={held} currency={currency} /> held
              </>
            )
          }
        >
          <Text span fz="sm" fw={550}>
            <Money amount={left} currency={currency} />
          </Text>
        </Lines>
      ),
    },
    {
      name: 'Due',
      cell: (commission) => {
        const due = dueAt(commission);
        return due === null ? null : <DateStamp at={due} />;
      },
    },
    { name: 'Ordered', cell: ({ orderedAt }) => <StackedTimestamp at={orderedAt} /> },
  ];
  if (ask === undefined) return facts;
  return [
    ...facts,
    {
      name: 'Actions',
      card: 'actions',
      cell: (commission) => (
        <ConversionRowActions
          actions={commissionActions(commission)}
          orderId={commission.orderId}
          ask={(action) => ask(action, asConversion(commission))}
          isBusy={commission.conversionId === busy}
        />
      ),
    },
  ];
}
