import { ActionIcon, Button, Group, Menu } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconDots, IconHistory, IconPencil } from '@tabler/icons-react';
import { Money } from '../../hub/money.tsx';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import type { Product } from '../../hub/trpc.ts';
import { Lines } from '../../ui/lines.tsx';
import { MenuLink } from '../../ui/menu-link.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { DateStamp } from '../../ui/timestamp.tsx';
import { StockLevel } from './stock-level.tsx';
import { useProductArchive } from './use-product-archive.ts';

/** The columns of the list of products. */
export function productColumns(actions: {
  onEdit: (product: Product) => void;
  onChangeStock: (product: Product) => void;
}): Column<Product>[] {
  const { onEdit, onChangeStock } = actions;
  return [
    {
      name: 'Product',
      sort: 'name',
      card: 'title',
      width: '28%',
      cell: (product) => (
        <Lines detail={<span className="hub-mono">{product.sku}</span>}>
          <bdi className="hub-strong">{product.name}</bdi>
        </Lines>
      ),
    },
    {
      name: 'Stock / threshold',
      card: 'aside',
      sort: 'stock',
      cell: (product) => <StockLevel product={product} />,
    },
    {
      name: 'Unit price',
      align: 'end',
      cell: (product) => (product.unitPrice === null ? null : <Money amount={product.unitPrice} />),
    },
    { name: 'Supplier', cell: (product) => product.supplier || null },
    {
      name: 'Last restocked',
      cell: (product) => (product.lastRestocked === null ? null : <DateStamp at={product.lastRestocked} />),
    },
    {
      name: 'Actions',
      card: 'actions',
      width: 180,
      cell: (product) => (
        <OperatorOnly>
          <Group gap={6} wrap="nowrap" justify="flex-end">
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`Change stock of ${product.sku}`}
              onClick={() => onChangeStock(product)}
            >
              Change stock
            </Button>
            <ProductMenu product={product} onEdit={onEdit} />
          </Group>
        </OperatorOnly>
      ),
    },
  ];
}

function ProductMenu({ product, onEdit }: { product: Product; onEdit: (product: Product) => void }) {
  const archive = useProductArchive(product);
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <ActionIcon aria-label={`Actions for ${product.sku}`} loading={archive.isChanging}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => onEdit(product)}>
          Edit
        </Menu.Item>
        <MenuLink
          to="/events"
          search={{ sku: product.sku }}
          leftSection={<IconHistory size={16} aria-hidden />}
        >
          Events
        </MenuLink>
        <Menu.Divider />
        {product.isArchived ? (
          <Menu.Item leftSection={<IconArchiveOff size={16} aria-hidden />} onClick={archive.restore}>
            Restore
          </Menu.Item>
        ) : (
          <Menu.Item
            color="red"
            leftSection={<IconArchive size={16} aria-hidden />}
            onClick={archive.archive}
          >
            Archive…
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
