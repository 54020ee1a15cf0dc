import { Button, Group, Paper, Skeleton, Stack } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconBellOff, IconPackageOff, IconPencil } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { useLive } from '../../hub/live/live.tsx';
import { Money } from '../../hub/money.tsx';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { type Product, trpc } from '../../hub/trpc.ts';
import { DetailPage } from '../../ui/detail-page.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { AnchorLink, ButtonLink } from '../../ui/links.tsx';
import { MenuItem } from '../../ui/menu-items.tsx';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { useTab } from '../../ui/use-tab.ts';
import { ProductMutes } from '../alerts/product-mutes.tsx';
import { overlays } from '../shortcuts/overlays.ts';
import { ProductAlerts } from './product-alerts.tsx';
import { ProductMovements } from './product-movements.tsx';
import { StockHistory } from './stock-history.tsx';
import { useProductArchive } from './use-product-archive.ts';

const productForm = onIntent(() => import('./product-form.tsx'), 'ProductForm');
const stockDialog = onIntent(() => import('./stock-dialog.tsx'), 'StockDialog');

const LIST = { path: '/inventory', name: 'Products' };

const route = getRouteApi('/operator/inventory/$sku');

/** A product: how much there is and how long that lasts, its stock over time, movements and alerts. */
export function ProductPage() {
  const { sku } = route.useParams();
  useLive(['stock', 'alerts']);
  const query = trpc.inventory.getProduct.useQuery({ sku });
  const product = query.data;
  if (product !== undefined) {
    return (
      <DetailPage
        list={LIST}
        title={product.name}
        description={<About product={product} />}
        action={
          <OperatorOnly>
            <ProductActions product={product} />
          </OperatorOnly>
        }
      >
        <QueryView query={query} loading={null}>
          {(shown) => (
            <Stack gap="lg">
              <ProductMutes sku={shown.sku} />
              <StockHistory product={shown} />
              <ProductLists product={shown} />
            </Stack>
          )}
        </QueryView>
      </DetailPage>
    );
  }
  const isUnknown = query.isError && readHubError(query.error).code === 'not_found';
  return (
    <DetailPage list={LIST} title={isUnknown ? 'No such product' : 'Product'}>
      <Paper>
        {isUnknown ? (
          <NoSuchProduct sku={sku} />
        ) : (
          <QueryView query={query} loading={<Skeleton height={320} m="lg" />}>
            {() => null}
          </QueryView>
        )}
      </Paper>
    </DetailPage>
  );
}

function About({ product: { sku, supplier, unitPrice, allowBackorder } }: { product: Product }) {
  return (
    <>
      <bdi className="hub-mono">{sku}</bdi>
      {supplier ? (
        <>
          {' · '}
          <AnchorLink to="/inventory" search={{ supplier }} c="inherit" fz="inherit" underline="always">
            <bdi>{supplier}</bdi>
          </AnchorLink>
        </>
      ) : null}
      {unitPrice === null ? null : (
        <>
          {' · '}
          <Money amount={unitPrice} /> each
        </>
      )}
      {allowBackorder ? ' · may be sold below zero' : ''}
    </>
  );
}

function ProductActions({ product }: { product: Product }) {
  // As it was when the dialog opened: what is typed there is judged against it.
  const [edited, setEdited] = useState<Product | null>(null);
  const [counted, setCounted] = useState<Product | null>(null);
  const archive = useProductArchive(product);
  return (
    <>
      <Group gap="xs" wrap="nowrap">
        <Button {...stockDialog.nearby} onClick={() => setCounted(product)}>
          Change stock
        </Button>
        <Button
          variant="default"
          leftSection={<IconPencil size={16} aria-hidden />}
          {...productForm.nearby}
          onClick={() => setEdited(product)}
        >
          Edit
        </Button>
        <RowMenu
          label="More actions"
          isBusy={archive.isChanging}
          items={() =>
            product.isArchived ? (
              <MenuItem icon={<IconArchiveOff size={16} aria-hidden />} onSelect={archive.restore}>
                Restore
              </MenuItem>
            ) : (
              <>
                <MenuItem
                  icon={<IconBellOff size={16} aria-hidden />}
                  onSelect={() => overlays.open({ kind: 'mute', subject: { kind: 'product', ...product } })}
                >
                  Mute alerts
                </MenuItem>
                <MenuItem icon={<IconArchive size={16} aria-hidden />} onSelect={archive.archive}>
                  Archive
                </MenuItem>
              </>
            )
          }
        />
      </Group>
      <Late part={productForm} isOpen={edited !== null} subject={edited} onClose={() => setEdited(null)} />
      <Late part={stockDialog} isOpen={counted !== null} product={counted} onClose={() => setCounted(null)} />
    </>
  );
}

function ProductLists({ product }: { product: Product }) {
  const [open, onOpen] = useTab(route.useSearch().tab, 'movements');
  return (
    <div id="movements">
      <Tabs
        label="Movements and alerts"
        tabs={[
          {
            id: 'movements',
            label: 'Movements',
            content: () => <ProductMovements key={product.sku} sku={product.sku} />,
          },
          { id: 'alerts', label: 'Alerts', content: () => <ProductAlerts product={product} /> },
        ]}
        open={open}
        onOpen={onOpen}
      />
    </div>
  );
}

function NoSuchProduct({ sku }: { sku: string }) {
  return (
    <EmptyState
      icon={IconPackageOff}
      title="No product has this SKU"
      action={
        <ButtonLink to="/inventory" search={{ search: sku, archived: 'yes' }} variant="default">
          Search for it
        </ButtonLink>
      }
    >
      <bdi className="hub-mono" style={{ overflowWrap: 'anywhere' }}>
        {sku}
      </bdi>
      <br />
      The address may be mistyped, or the product is not in this hub.
    </EmptyState>
  );
}
