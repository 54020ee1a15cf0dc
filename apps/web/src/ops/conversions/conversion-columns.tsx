import { Text } from '@mantine/core';
import { IconBan, IconCheck } from '@tabler/icons-react';
import { Money } from '../../hub/money.tsx';
import type { Conversion } from '../../hub/trpc.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import { MenuItem } from '../../ui/menu-items.tsx';
import { RowActions, RowButton } from '../../ui/row-button.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { StackedTimestamp } from '../../ui/timestamp.tsx';
import { AffiliateName } from '../affiliates/affiliate-name.tsx';
import { type ConversionAction, conversionActions } from './conversion-rules.ts';
import { ConversionKindTag, ConversionStatusTag } from './conversion-tags.tsx';
import { GivenBack } from './given-back.tsx';
import { actionLabels } from './use-conversion-actions.ts';

interface ConversionColumnsOptions {
  /** Left out: the person may not act. */
  ask: ((action: ConversionAction, conversion: Conversion) => void) | undefined;
  /** The conversion that an action is running on. */
  busy: number | null;
  /** Whether it was changed here, and the filter of the list no longer matches it. */
  isMoved: (conversion: Conversion) => boolean;
}

export function conversionColumns({ ask, busy, isMoved }: ConversionColumnsOptions): Column<Conversion>[] {
  const facts: Column<Conversion>[] = [
    {
      name: 'Order',
      card: 'title',
      cell: (conversion) => (
        <Lines>
          <OrderName conversion={conversion} />
        </Lines>
      ),
    },
    {
      name: 'Partner',
      cell: ({ affiliateId, affiliateName, affiliateHandle }) => (
        <AffiliateName affiliate={{ id: affiliateId, name: affiliateName, handle: affiliateHandle }} />
      ),
    },
    { name: 'Kind', card: 'aside', cell: ({ kind }) => <ConversionKindTag kind={kind} /> },
    {
      name: 'Status',
      card: 'aside',
      cell: (conversion) =>
        isMoved(conversion) ? (
          <Lines detail="changed just now">
            <ConversionStatusTag status={conversion.status} />
          </Lines>
        ) : (
          <ConversionStatusTag status={conversion.status} />
        ),
    },
    {
      name: 'Revenue',
      align: 'end',
      cell: ({ revenue, refunded, currency }) => (
        <Lines detail={<GivenBack amount={refunded} currency={currency} what="Refunded" />}>
          <Money amount={revenue} currency={currency} />
        </Lines>
      ),
    },
    { name: 'Commission', align: 'end', cell: (conversion) => <Commission conversion={conversion} /> },
    { name: 'Storefront', card: 'hidden', isExtra: true, cell: ({ storefront }) => <bdi>{storefront}</bdi> },
    { name: 'Date', cell: ({ createdAt }) => <StackedTimestamp at={createdAt} /> },
  ];
  if (ask === undefined) return facts;
  return [
    ...facts,
    {
      name: 'Actions',
      card: 'actions',
      cell: (conversion) => <Actions conversion={conversion} ask={ask} isBusy={conversion.id === busy} />,
    },
  ];
}

/** The order's id. It leads to the order where there must be one: of a claim, the shop's server may not know. */
function OrderName({ conversion: { orderId, storefront, kind } }: { conversion: Conversion }) {
  if (kind === 'claim') return <bdi className="hub-strong">{orderId}</bdi>;
  return (
    <AnchorLink to="/orders/find" search={{ storefront, orderId }} c="inherit" fz="sm" fw={550}>
      <bdi>{orderId}</bdi>
    </AnchorLink>
  );
}

function Commission({ conversion }: { conversion: Conversion }) {
  const { commission, commissionReversed, currency, status } = conversion;
  return (
    <Lines detail={<GivenBack amount={commissionReversed} currency={currency} what="Reversed by refunds" />}>
      <Text span fz="sm" fw={550} {...(status === 'void' ? { td: 'line-through', c: 'dimmed' } : {})}>
        <Money amount={commission} currency={currency} />
      </Text>
    </Lines>
  );
}

/** The next step as a button, the other actions in a menu. */
function Actions(props: {
  conversion: Conversion;
  ask: (action: ConversionAction, conversion: Conversion) => void;
  isBusy: boolean;
}) {
  const { conversion, ask, isBusy } = props;
  const actions = conversionActions(conversion);
  const next = actions.find((action) => action !== 'void');
  const rest = actions.filter((action) => action !== next);
  if (actions.length === 0) return null;
  return (
    <RowActions>
      {next === undefined ? null : (
        <RowButton
          label={`${actionLabels[next]} order ${conversion.orderId}`}
          isBusy={isBusy}
          onPress={() => ask(next, conversion)}
        >
          {actionLabels[next]}
        </RowButton>
      )}
      {rest.length === 0 ? null : (
        <RowMenu
          label={`Actions for order ${conversion.orderId}`}
          isBusy={isBusy}
          items={() =>
            rest.map((action) => (
              <MenuItem
                key={action}
                icon={
                  action === 'void' ? <IconBan size={16} aria-hidden /> : <IconCheck size={16} aria-hidden />
                }
                isDanger={action === 'void'}
                onSelect={() => ask(action, conversion)}
              >
                {actionLabels[action]}
              </MenuItem>
            ))
          }
        />
      )}
    </RowActions>
  );
}
