import { Paper, Text, Title } from '@mantine/core';
import { IconCircleCheck, IconPackage } from '@tabler/icons-react';
import type { Overview } from '../../hub/trpc.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { AnchorLink, ButtonLink } from '../../ui/links.tsx';
import { StockLevel } from '../inventory/stock-level.tsx';
import classes from './overview.module.css';

export function LowStockNow({ overview }: { overview: Overview }) {
  const hidden = overview.lowStockCount - overview.lowStockProducts.length;
  return (
    <Paper component="section" aria-labelledby="low-stock-now">
      <div className={classes.cardHead}>
        <Title order={2} fz={16} id="low-stock-now">
          Low stock now
        </Title>
        {overview.lowStockCount === 0 ? null : (
          <AnchorLink to="/inventory" search={{ low: 'yes' }} fz="sm">
            {hidden > 0 ? `All ${overview.lowStockCount}` : 'Open in inventory'}
          </AnchorLink>
        )}
      </div>
      {overview.lowStockProducts.length === 0 ? (
        <NothingLow hasProducts={overview.productCount > 0} />
      ) : (
        <ul className={classes.list}>
          {overview.lowStockProducts.map((product) => (
            <li key={product.sku} className={classes.line}>
              <div style={{ minWidth: 0 }}>
                <Text fz="sm" fw={550} truncate title={product.name}>
                  {product.name}
                </Text>
                <AnchorLink to="/inventory/$sku" params={{ sku: product.sku }} search={{}} fz={13} c="dimmed">
                  <span className="hub-mono">{product.sku}</span>
                </AnchorLink>
              </div>
              <StockLevel product={product} />
            </li>
          ))}
        </ul>
      )}
    </Paper>
  );
}

function NothingLow({ hasProducts }: { hasProducts: boolean }) {
  if (hasProducts) {
    return (
      <EmptyState icon={IconCircleCheck} title="Nothing is low">
        Every product is at or above its threshold. The hub keeps watching.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconPackage}
      title="No products yet"
      action={
        <ButtonLink to="/inventory" variant="default">
          Add products
        </ButtonLink>
      }
    >
      Add what you stock, and the level below which you want an alert.
    </EmptyState>
  );
}
