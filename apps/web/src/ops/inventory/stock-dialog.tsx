import { Modal, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Product } from '../../hub/trpc.ts';
import { AdjustStockForm } from './adjust-stock-form.tsx';
import { CountStockForm } from './count-stock-form.tsx';
import { type StockChange, useStockChange } from './use-stock-change.ts';

/** Changes the stock of one product: to a counted number, or by a number of units. */
export function StockDialog({ product, onClose }: { product: Product | null; onClose: () => void }) {
  return product === null ? null : <OpenDialog key={product.sku} product={product} onClose={onClose} />;
}

/**
 * Closes as soon as the change is sent. Where the hub refuses it, the dialog comes back with what was typed and with the
 * reason.
 */
function OpenDialog({ product, onClose }: { product: Product; onClose: () => void }) {
  const [isSaving, setSaving] = useState(false);
  const [way, setWay] = useState<'count' | 'adjust'>('count');
  const change = useStockChange();
  const onSave = async (wanted: StockChange) => {
    setSaving(true);
    try {
      await change(product, wanted);
      onClose();
    } catch (error) {
      setSaving(false);
      throw error;
    }
  };
  const form = { product, onSave, onCancel: onClose };
  return (
    <Modal opened={!isSaving} keepMounted onClose={onClose} title="Change stock">
      <Stack gap="md">
        <div style={{ overflowWrap: 'anywhere' }}>
          <Text fw={550} dir="auto">
            {product.name}
          </Text>
          <Text fz="sm" c="dimmed">
            <bdi className="hub-mono">{product.sku}</bdi>
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
    </Modal>
  );
}
