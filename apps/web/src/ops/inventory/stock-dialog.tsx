import { Modal, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { type Product, trpc } from '../../hub/trpc.ts';
import { showSuccess } from '../../ui/toasts.ts';
import { AdjustStockForm } from './adjust-stock-form.tsx';
import { CountStockForm } from './count-stock-form.tsx';

/** Changes the stock of one product: to a counted number, or by a number of units. */
export function StockDialog({ product, onClose }: { product: Product | null; onClose: () => void }) {
  return (
    <Modal opened={product !== null} onClose={onClose} title="Change stock">
      {product === null ? null : <Ways product={product} onClose={onClose} />}
    </Modal>
  );
}

function Ways({ product, onClose }: { product: Product; onClose: () => void }) {
  const [way, setWay] = useState<'count' | 'adjust'>('count');
  const cache = trpc.useUtils();
  const finish = async (stock: number) => {
    void cache.ops.getOverview.invalidate();
    void cache.inventory.listEvents.invalidate();
    await cache.inventory.listProducts.invalidate();
    showSuccess(`${product.name}: ${stock} in stock.`);
    onClose();
  };
  const form = { product, onDone: (stock: number) => void finish(stock), onCancel: onClose };
  return (
    <Stack gap="md">
      <div>
        <Text fw={550}>{product.name}</Text>
        <Text fz="sm" c="dimmed" className="hub-mono">
          {product.sku}
        </Text>
      </div>
      <SegmentedControl
        fullWidth
        aria-label="How to change the stock"
        value={way}
        onChange={setWay}
        data={[
          { value: 'count', label: 'Set counted level' },
          { value: 'adjust', label: 'Add or remove' },
        ]}
      />
      {way === 'count' ? <CountStockForm {...form} /> : <AdjustStockForm {...form} />}
    </Stack>
  );
}
