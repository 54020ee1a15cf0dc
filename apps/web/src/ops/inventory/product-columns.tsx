import { IconArchive, IconArchiveOff, IconBellOff, IconHistory, IconPencil } from '@tabler/icons-react';
import { Money } from '../../hub/money.tsx';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import type { Product } from '../../hub/trpc.ts';
import { EditCell } from '../../ui/edit-cell.tsx';
import { nameRules, unitsRules } from '../../ui/edit-rules.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import { MenuDivider, MenuItem, MenuItemLink } from '../../ui/menu-items.tsx';
import type { LatePart } from '../../ui/on-intent.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { DateStamp } from '../../ui/timestamp.tsx';
import { overlays } from '../shortcuts/overlays.ts';
import classes from './product-columns.module.css';
import { StockLevel } from './stock-level.tsx';
import { urgencyWords } from './stock-rules.ts';
import { useProductArchive } from './use-product-archive.ts';
import type { EditProduct } from './use-product-edits.ts';

interface Actions {
  onEdit: (product: Product) => void;
  onChangeStock: (product: Product) => void;
  /** What the two open. */
  nearby: LatePart<never>['nearby'];
  /** Left out: the person may not. */
  edit?: EditProduct | undefined;
}

/** The columns of the list of products. Only low products have an urgency. */
export function productColumns({ edit, ...actions }: Actions, isLowOnly: boolean): Column<Product>[] {
  return [
    {
      name: 'Product',
      sort: 'name',
      card: 'title',
      width: '24%',
      cell: (product) => {
        const { sku, name } = product;
        const link = (
          <AnchorLink to="/inventory/$sku" params={{ sku }} search={{}} c="inherit" fz="sm" fw={550}>
            <bdi>{name}</bdi>
          </AnchorLink>
        );
        return edit === undefined ? (
          <Lines>{link}</Lines>
        ) : (
          <EditCell
            label={`Name of ${sku}`}
            value={name}
            rules={nameRules}
            save={(value, seen) => edit(product, 'name', { value, seen })}
            beside={<Lines>{link}</Lines>}
          />
        );
      },
    },
    {
      name: 'SKU',
      sort: 'sku',
      width: '16%',
      cell: ({ sku }) => (
        <Lines>
          <bdi className="hub-mono">{sku}</bdi>
        </Lines>
      ),
    },
    {
      name: 'Stock / threshold',
      card: 'aside',
      sort: 'stock',
      cell: (product) => <StockLevel product={product} edit={edit && editorsOf(product, edit)} />,
    },
    { ...urgency, isOff: !isLowOnly },
    { name: 'Supplier', cell: ({ supplier }) => (supplier ? <Lines>{<bdi>{supplier}</bdi>}</Lines> : null) },
    {
      name: 'Unit price',
      card: 'hidden',
      align: 'end',
      cell: ({ unitPrice }) => (unitPrice === null ? null : <Money amount={unitPrice} />),
    },
    {
      name: 'Last restocked',
      card: 'hidden',
      cell: ({ lastRestocked }) => (lastRestocked === null ? null : <DateStamp at={lastRestocked} />),
    },
    {
      name: 'Backorders',
      card: 'hidden',
      isExtra: true,
      cell: ({ allowBackorder }) => (allowBackorder ? 'Allowed' : null),
    },
    {
      name: 'Actions',
      card: 'actions',
      width: 170,
      cell: (product) => (
        <OperatorOnly>
          <RowActions product={product} {...actions} />
        </OperatorOnly>
      ),
    },
  ];
}

/** The two numbers of a product, as cells that are edited where they stand. */
function editorsOf(product: Product, edit: EditProduct) {
  const cell = (field: 'stock' | 'threshold', name: string) => (
    <EditCell
      label={`${name} of ${product.sku}`}
      value={product[field]}
      rules={unitsRules}
      save={(value, seen) => edit(product, field, { value, seen })}
    />
  );
  return { stock: cell('stock', 'Stock'), threshold: cell('threshold', 'Threshold') };
}

const urgency: Column<Product> = {
  name: 'Urgency',
  sort: 'urgency',
  // On a phone the word beside the stock says it.
  card: 'hidden',
  cell: (product) => <span style={{ whiteSpace: 'nowrap' }}>{urgencyWords(product)}</span>,
};

function RowActions({ product, onEdit, onChangeStock, nearby }: Actions & { product: Product }) {
  return (
    <div className={classes.actions}>
      <button
        type="button"
        className={classes.button}
        aria-label={`Change stock of ${product.sku}`}
        {...nearby}
        onClick={() => onChangeStock(product)}
      >
        Change stock
      </button>
      <RowMenu
        label={`Actions for ${product.sku}`}
        items={() => <RowItems product={product} onEdit={() => onEdit(product)} />}
      />
    </div>
  );
}

function RowItems({ product, onEdit }: { product: Product; onEdit: () => void }) {
  const archive = useProductArchive(product);
  return (
    <>
      <MenuItem icon={<IconPencil size={16} aria-hidden />} onSelect={onEdit}>
        Edit
      </MenuItem>
      <MenuItemLink
        to="/inventory/$sku"
        params={{ sku: product.sku }}
        search={{ tab: 'movements' }}
        icon={<IconHistory size={16} aria-hidden />}
      >
        Movements
      </MenuItemLink>
      {product.isArchived ? null : (
        <MenuItem
          icon={<IconBellOff size={16} aria-hidden />}
          onSelect={() => overlays.open({ kind: 'mute', subject: { kind: 'product', ...product } })}
        >
          Mute alerts
        </MenuItem>
      )}
      <MenuDivider />
      {product.isArchived ? (
        <MenuItem icon={<IconArchiveOff size={16} aria-hidden />} onSelect={archive.restore}>
          Restore
        </MenuItem>
      ) : (
        <MenuItem icon={<IconArchive size={16} aria-hidden />} onSelect={archive.archive}>
          Archive
        </MenuItem>
      )}
    </>
  );
}
