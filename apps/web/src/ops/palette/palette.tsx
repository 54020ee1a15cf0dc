import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { operatorQuery, useMay } from '../../hub/session.ts';
import { confirm } from '../../ui/confirm.ts';
import { hasUnsavedText } from '../../ui/unsaved-text.ts';
import { type MutePhrase, readMutePhrase } from '../alerts/mute-rules.ts';
import { type EarlyKeys, overlays, type PaletteScope } from '../shortcuts/overlays.ts';
import type { Found } from './found.ts';
import { LONGEST_SEARCH } from './matching.ts';
import classes from './palette.module.css';
import { PaletteBox } from './palette-box.tsx';
import { foundItem, grouped, matching, type PaletteItem, pageItems, stockItem } from './palette-items.ts';
import { addRecent, readRecent } from './recent.ts';
import { useActions } from './use-actions.ts';
import { type FoundThings, useFound } from './use-found.ts';
import { useMuteItems } from './use-mute-items.ts';
import { useStockOf } from './use-stock-of.ts';

interface PaletteProps {
  isOpen: boolean;
  scope: PaletteScope;
  early: EarlyKeys | undefined;
}

/** Finds pages, partners, products, orders, alerts and actions by a few letters, and opens or does them. */
export function Palette({ isOpen, scope, early }: PaletteProps) {
  return (
    <Modal.Root
      opened={isOpen}
      onClose={overlays.close}
      // They are done here: what is chosen may open something else, which takes the focus, and Escape may go back first.
      returnFocus={false}
      closeOnEscape={false}
      transitionProps={{ duration: 0 }}
      size={620}
      classNames={{ inner: classes.inner ?? '', content: classes.content ?? '' }}
    >
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content aria-label="Search the hub">
        {isOpen ? <Finder key={scope} scope={scope} early={early} /> : null}
      </Modal.Content>
    </Modal.Root>
  );
}

const FIELDS: Readonly<Record<PaletteScope, { placeholder: string; scopeName?: string }>> = {
  all: { placeholder: 'Name, SKU, order or action' },
  create: { placeholder: 'What?', scopeName: 'Create' },
  stock: { placeholder: 'SKU or name of a product', scopeName: 'Adjust stock of' },
};

function Finder({ scope, early }: { scope: PaletteScope; early: EarlyKeys | undefined }) {
  const [text, setText] = useState(() => (early?.text ?? '').slice(0, LONGEST_SEARCH));
  const search = text.trim();
  const mute = scope === 'all' ? readMutePhrase(search) : null;
  const found = useFound(scope === 'create' ? '' : (mute?.what ?? search));
  const items = useItems({ scope, search, found, mute });
  const choose = useChoice();
  return (
    <PaletteBox
      {...FIELDS[scope]}
      text={text}
      isEntered={early?.isEntered ?? false}
      onType={setText}
      groups={grouped(items)}
      found={found}
      hint={scope === 'stock' && search === '' ? 'Type a SKU, or a part of a name.' : undefined}
      onChoose={choose}
      onBack={scope === 'all' ? undefined : () => overlays.openPalette('all')}
      onClose={overlays.close}
    />
  );
}

function useItems(props: {
  scope: PaletteScope;
  search: string;
  found: FoundThings;
  mute: MutePhrase | null;
}): PaletteItem[] {
  const { scope, search, found, mute } = props;
  const may = { owner: useMay('owner'), operator: useMay('operator'), analyst: true };
  const who = useQuery(operatorQuery).data?.email ?? '';
  const actions = useActions();
  const openStock = useStockOf();
  const products = found.items.filter(({ kind }) => kind === 'product');
  const stockOf = (product: Found, group: string) =>
    stockItem(product, group, () => void openStock(product.title));
  const isAnswered = (!found.isSearching && found.failure === undefined) || products.length > 0;
  const muteItems = useMuteItems(may.operator ? mute : null, isAnswered ? products : null);
  if (mute !== null && may.operator) return muteItems;
  if (scope === 'create') return matching(actions.create, search);
  if (scope === 'stock') return products.map((product) => stockOf(product, 'Stock'));
  if (search === '') {
    const recent = readRecent(who).map((item) => foundItem(item, 'Recent'));
    return [...recent, ...actions.all, ...pageItems(may)];
  }
  return [
    ...matching([...actions.all, ...pageItems(may)], search),
    ...found.items.map((item) => ({ ...foundItem(item), run: () => addRecent(who, item) })),
    // Below what was looked for, and only once it is clear which product is meant.
    ...(may.operator && products.length === 1 ? products.map((item) => stockOf(item, 'Products')) : []),
  ];
}

/** Returns a function that does what was chosen; `isAside` opens its page in another tab. */
function useChoice(): (item: PaletteItem, isAside: boolean) => void {
  const router = useRouter();
  return (item, isAside) => {
    const { path, run } = item;
    if (path !== undefined && isAside) {
      run?.();
      window.open(path, '_blank', 'noopener');
      return overlays.close();
    }
    const go = () => {
      run?.();
      if (path === undefined) return;
      overlays.leave();
      router.history.push(path);
    };
    const isInTheWay = path !== undefined || item.opensDialog === true;
    if (!isInTheWay || !hasUnsavedText()) return go();
    overlays.close();
    confirm({
      title: 'Discard what you typed?',
      body: 'Something on this page is not saved yet. You lose it if you continue.',
      confirm: 'Discard',
      isDangerous: true,
      onConfirm: go,
    });
  };
}
