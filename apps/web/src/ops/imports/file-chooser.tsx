import { Anchor, Button, FileButton, Text } from '@mantine/core';
import { IconFileTypeCsv, IconUpload } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import classes from './import.module.css';

const TEMPLATE = [
  'sku,name,stock,threshold,unit_price,supplier',
  'WIDGET-PRO-001,Widget Pro,150,20,49.99,WidgetCo Inc',
  'CABLE-USBC-2M,"USB-C Cable, 2 m",80,40,9.95,',
  '',
].join('\n');

/** Lets a person choose a file or drop one. */
export function FileChooser({ isReading, onChoose }: { isReading: boolean; onChoose: (file: File) => void }) {
  const [isOver, setIsOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    const [file] = event.dataTransfer.files;
    if (file !== undefined && !isReading) onChoose(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut for the button inside.
    <div
      className={classes.chooser}
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <IconFileTypeCsv size={36} stroke={1.3} color="var(--mantine-color-dimmed)" aria-hidden />
      <Text fw={600} mt={6}>
        Drop a file here
      </Text>
      <Text fz="sm" c="dimmed" maw="52ch">
        An export of WooCommerce, Shopify, Square, Magento, PrestaShop, Amazon, BigCommerce, Wix, Odoo,
        ERPNext or InvenTree, or any list: you choose what its columns stand for. Empty cells change nothing.
      </Text>
      <FileButton
        accept=".csv,.txt,.tsv,text/csv,text/plain"
        onChange={(file) => file !== null && onChoose(file)}
      >
        {(button) => (
          <Button {...button} mt="sm" loading={isReading} leftSection={<IconUpload size={16} aria-hidden />}>
            Choose a file
          </Button>
        )}
      </FileButton>
      <Anchor
        fz="sm"
        mt={8}
        href={`data:text/csv;charset=utf-8,${encodeURIComponent(TEMPLATE)}`}
        download="products.csv"
      >
        Download a template
      </Anchor>
    </div>
  );
}
