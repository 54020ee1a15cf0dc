import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useMay } from '../../hub/session.ts';
import { useSessionKeeper } from '../../hub/session-keeper.ts';
import { isApple } from '../../ui/keys.tsx';
import { KeyReader, type Place } from './key-reader.ts';
import { letterShortcuts } from './letter-shortcuts.ts';
import { type Overlay, overlays } from './overlays.ts';
import type { Shortcut } from './shortcuts.ts';

const FIELD = 'input, textarea, select, [contenteditable]:not([contenteditable="false"])';
/** They have keys of their own. A button in a menu takes letters to find an item. */
const COVER = '[aria-modal="true"], dialog[open], [role="menu"]';

const isOpen = ({ dialog, palette }: Overlay) => dialog !== null || palette !== null;

function placeOf(event: KeyboardEvent): Place {
  const { target } = event;
  return {
    isInField: target instanceof Element && target.closest(FIELD) !== null,
    isCovered: isOpen(overlays.current()) || document.querySelector(COVER) !== null,
    isApple: isApple(),
    areLettersOn: letterShortcuts.current() === 'on',
  };
}

/** Listens for the shortcuts of all pages. `palette` is loaded when the key is pressed that may become Ctrl-K. */
export function useShortcuts(palette: { load: () => void; component: () => unknown }): void {
  const router = useRouter();
  const { keeper } = useSessionKeeper();
  const mayCreate = useMay('operator');
  useEffect(() => {
    const reader = new KeyReader();
    const listen = (event: KeyboardEvent) => {
      if (event.key === 'Control' || event.key === 'Meta') palette.load();
      if (event.defaultPrevented) return;
      if (overlays.current().palette !== null && palette.component() === null) keepForLater(event);
      const shortcut = reader.read(event, placeOf(event), event.timeStamp);
      if (shortcut === null) return;
      const isSignedOut = keeper !== null && keeper.state().kind !== 'fine';
      // The browser would open its own search, whether or not there is something to open here.
      if (shortcut.id === 'palette') event.preventDefault();
      if (isSignedOut || !run(shortcut, { router, mayCreate })) return;
      event.preventDefault();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [router, keeper, mayCreate, palette]);
}

/** The palette is on its way: what is typed meanwhile is meant for it. */
function keepForLater(event: KeyboardEvent): void {
  if (event.key === 'Escape') overlays.close();
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (overlays.keep(event.key)) event.preventDefault();
}

interface Surroundings {
  router: ReturnType<typeof useRouter>;
  mayCreate: boolean;
}

/** Returns false when there is nothing to do here. */
function run(shortcut: Shortcut, { router, mayCreate }: Surroundings): boolean {
  if ('path' in shortcut) {
    router.history.push(shortcut.path);
    return true;
  }
  switch (shortcut.id) {
    case 'palette':
      if (overlays.current().palette !== null) overlays.close();
      else overlays.openPalette();
      return true;
    case 'help':
      overlays.open({ kind: 'help' });
      return true;
    case 'search':
      return focusSearch();
    case 'create':
      if (!mayCreate) return false;
      create(router.latestLocation.pathname);
      return true;
  }
}

/** Goes to the search of this list; where a page has none, to that of the hub. */
function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('main input[type="search"]:not([disabled])');
  if (field === null) overlays.openPalette();
  field?.focus();
  field?.select();
  return true;
}

/** Creates what this page lists; elsewhere, asks what. */
function create(path: string): void {
  if (/^\/affiliates(?:\/|$)/.test(path)) overlays.open({ kind: 'newPartner' });
  else if (/^\/inventory(?:\/|$)/.test(path)) overlays.open({ kind: 'newProduct' });
  else overlays.openPalette('create');
}
