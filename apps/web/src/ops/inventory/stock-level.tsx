import { IconAlertTriangle, IconArchive } from '@tabler/icons-react';
import type { Product } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';
import { Tag } from '../../ui/tag.tsx';
import classes from './stock-level.module.css';

/** Stock and threshold, with a bar that is full at twice the threshold, and a tag when stock is low. */
export function StockLevel({
  product,
}: {
  product: Pick<Product, 'stock' | 'threshold' | 'isLowStock' | 'isArchived'>;
}) {
  const { stock, threshold, isLowStock, isArchived } = product;
  const fill = threshold === 0 ? (stock > 0 ? 1 : 0) : Math.max(0, Math.min(1, stock / (threshold * 2)));
  return (
    <div className={classes.level}>
      <div className={classes.numbers}>
        <span>
          <b>{formatCount(stock)}</b> <span className={classes.threshold}>/ {formatCount(threshold)}</span>
        </span>
        {isArchived ? (
          <Tag tone="faint" icon={IconArchive}>
            Archived
          </Tag>
        ) : isLowStock ? (
          <Tag tone="warn" icon={IconAlertTriangle}>
            {stock < 0 ? `${formatCount(-stock)} owed` : stock === 0 ? 'Out' : 'Low'}
          </Tag>
        ) : stock < 0 ? (
          <Tag tone="warn" icon={IconAlertTriangle}>
            {formatCount(-stock)} owed
          </Tag>
        ) : null}
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
