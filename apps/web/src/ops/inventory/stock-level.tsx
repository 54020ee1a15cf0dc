import { IconAlertTriangle, IconArchive } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Product } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';
import { Tag } from '../../ui/tag.tsx';
import classes from './stock-level.module.css';
import { shortfallOf } from './stock-rules.ts';

type Level = Pick<Product, 'stock' | 'threshold' | 'isLowStock' | 'isArchived'>;

/**
 * Stock and threshold, with a bar that is full at twice the threshold, and a word when stock is low. `edit` has the two
 * numbers as what they are edited with.
 */
export function StockLevel({
  product,
  edit,
}: {
  product: Level;
  edit?: { stock: ReactNode; threshold: ReactNode } | undefined;
}) {
  const { stock, threshold, isLowStock, isArchived } = product;
  const fill = threshold === 0 ? (stock > 0 ? 1 : 0) : Math.max(0, Math.min(1, stock / (threshold * 2)));
  return (
    <div className={classes.level}>
      <div className={classes.numbers}>
        {edit === undefined ? (
          <span>
            <b>{formatCount(stock)}</b>
            <span className={classes.threshold} aria-hidden>
              {' '}
              / {formatCount(threshold)}
            </span>
            <span className="hub-unseen"> in stock, threshold {formatCount(threshold)}.</span>
          </span>
        ) : (
          <span className={classes.editable}>
            <b>{edit.stock}</b>
            <span className={classes.threshold} aria-hidden>
              /
            </span>
            {edit.threshold}
          </span>
        )}
        <StockTag product={product} />
      </div>
      <div className={classes.track} aria-hidden>
        <div
          className={classes.fill}
          data-low={isLowStock && !isArchived}
          style={{ width: `${Math.round(fill * 100)}%` }}
        />
      </div>
    </div>
  );
}

/** What is wrong with a stock, in a word; nothing where it is as it should be. */
export function StockTag({ product }: { product: Level }) {
  if (product.isArchived) {
    return (
      <Tag tone="faint" icon={IconArchive}>
        Archived
      </Tag>
    );
  }
  const shortfall = shortfallOf(product);
  if (shortfall === null) return null;
  return (
    <Tag tone={shortfall === 'low' ? 'warn' : 'bad'} icon={IconAlertTriangle}>
      {shortfall === 'low' ? 'Low' : shortfall === 'out' ? 'Out' : `${formatCount(-product.stock)} owed`}
    </Tag>
  );
}
