import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { AnchorLink, ButtonLink } from '../../ui/links.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Card } from './card.tsx';
import type { Today } from './figures.ts';
import classes from './overview.module.css';

type LowStock = Today['lowStock'];
type Low = LowStock['products'][number];

/** The products that are low, most urgent first. */
export function LowStockNow({ lowStock: { count, products } }: { lowStock: LowStock }) {
  return (
    <Card
      title="Low stock"
      note={count > 0 ? 'now, most urgent first' : 'now'}
      aside={
        count === 0 ? null : (
          <AnchorLink to="/inventory" search={{ low: 'yes' }} fz={13}>
            {count === 1 ? 'Open in products' : `All ${formatCount(count)}`}
          </AnchorLink>
        )
      }
    >
      {count === 0 ? (
        <EmptyState
          icon={IconCircleCheck}
          title="Nothing is low"
          action={
            <ButtonLink to="/inventory" search={{}} variant="default">
              Open products
            </ButtonLink>
          }
        >
          No product is below its threshold. The hub keeps watching.
        </EmptyState>
      ) : (
        <ul className={classes.list}>
          {products.map((product) => (
            <LowProduct key={product.sku} product={product} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function LowProduct({ product: { sku, name, stock, threshold } }: { product: Low }) {
  return (
    <li className={classes.line}>
      <div className={classes.names}>
        <AnchorLink to="/inventory/$sku" params={{ sku }} search={{}} className={classes.name} title={name}>
          <bdi>{name}</bdi>
        </AnchorLink>
        <span className={`${classes.quiet} ${classes.cut} hub-mono`} title={sku}>
          {sku}
        </span>
      </div>
      <div className={classes.stock}>
        <span className={classes.quiet}>
          <span className={classes.strong}>{formatCount(Math.max(0, stock))}</span> left, threshold{' '}
          {formatCount(threshold)}
        </span>
        <Tag tone={stock <= 0 ? 'bad' : 'warn'} icon={IconAlertTriangle}>
          {wordsOf(stock)}
        </Tag>
      </div>
    </li>
  );
}

function wordsOf(stock: number): string {
  if (stock < 0) return `${formatCount(-stock)} owed`;
  return stock === 0 ? 'Out' : 'Low';
}
