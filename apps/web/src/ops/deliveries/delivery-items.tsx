import type { DeliveryDetail } from '../../hub/trpc.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { TableSection } from '../../ui/table-section.tsx';

type Item = DeliveryDetail['items'][number];

const columns: Column<Item>[] = [
  {
    name: 'Product',
    card: 'title',
    cell: ({ sku, name }) => (
      <Lines detail={<bdi className="hub-mono">{sku}</bdi>}>
        <AnchorLink to="/inventory/$sku" params={{ sku }} search={{}} c="inherit" fz="sm" fw={550}>
          <bdi>{name}</bdi>
        </AnchorLink>
      </Lines>
    ),
  },
  { name: 'Stock', align: 'end', cell: ({ stock }) => <b className="hub-number">{formatCount(stock)}</b> },
  {
    name: 'Threshold',
    align: 'end',
    cell: ({ threshold }) => <span className="hub-number">{formatCount(threshold)}</span>,
  },
];

/** The products that a message names, the most urgent first. */
export function DeliveryItems({ items, count }: { items: readonly Item[]; count: number }) {
  return (
    <TableSection
      title="Products"
      intro={
        count > items.length
          ? `As they were then: the most urgent ${formatCount(items.length)} of ${formatCount(count)}.`
          : 'As they were then.'
      }
    >
      <DataTable
        label="Products"
        columns={columns}
        rows={items}
        rowKey={({ sku }) => sku}
        rowName={({ name }) => name}
      />
    </TableSection>
  );
}
