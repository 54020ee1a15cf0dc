import type { Role } from '@dreamteamhub/sdk/contract';
import {
  type Icon,
  IconArrowsSort,
  IconBell,
  IconPackage,
  IconShoppingCart,
  IconUser,
} from '@tabler/icons-react';
import { keysTo } from '../shortcuts/shortcuts.ts';
import { type Found, pathOf } from './found.ts';
import { matches } from './matching.ts';
import { OTHER_WORDS, PAGES } from './palette-pages.ts';
import type { Recent } from './recent.ts';

/** One line of the palette. It leads to a page, or does something. */
export interface PaletteItem {
  key: string;
  group: string;
  label: string;
  detail?: string;
  icon: Icon;
  keys?: readonly string[];
  path?: string;
  run?: () => void;
  /** Whether it opens a dialog in place of one that may be open. */
  opensDialog?: boolean;
  /** What people may call it as well. */
  words?: string;
}

const KINDS: Readonly<Record<Found['kind'], { group: string; icon: Icon }>> = {
  affiliate: { group: 'Partners', icon: IconUser },
  product: { group: 'Products', icon: IconPackage },
  order: { group: 'Orders', icon: IconShoppingCart },
  alert: { group: 'Alerts', icon: IconBell },
};

/** The order in which groups are shown: what does not have to be waited for comes first, and so never moves. */
const GROUPS = ['Recent', 'Actions', 'Pages', 'Partners', 'Products', 'Orders', 'Alerts', 'Stock'];

export function pageItems(may: Readonly<Record<Role, boolean>>): PaletteItem[] {
  return PAGES.filter(({ role }) => may[role ?? 'analyst']).map(({ to, label, icon }) => {
    const keys = keysTo(to);
    const words = OTHER_WORDS[to] ?? '';
    return { key: `page ${to}`, group: 'Pages', label, icon, words, path: to, ...(keys ? { keys } : {}) };
  });
}

export function foundItem(found: Recent, group?: string): PaletteItem {
  const { icon, group: own } = KINDS[found.kind];
  return {
    key: `${group ?? ''}${found.kind} ${found.id}`,
    group: group ?? own,
    label: found.title,
    detail: found.subtitle,
    icon,
    path: pathOf(found),
  };
}

/** The action on the stock of a product that was found. */
export function stockItem(found: Found, group: string, run: () => void): PaletteItem {
  const isOnlyStock = group === 'Stock';
  return {
    key: `stock ${found.id}`,
    group,
    label: isOnlyStock ? found.title : `Adjust stock of ${found.title}`,
    detail: found.subtitle,
    icon: isOnlyStock ? IconPackage : IconArrowsSort,
    opensDialog: true,
    run,
  };
}

export function matching(items: readonly PaletteItem[], search: string): PaletteItem[] {
  return items.filter(({ label, words = '' }) => matches(`${label} ${words}`, search));
}

/** Puts items into their groups, in the order in which they are shown. */
export function grouped(items: readonly PaletteItem[]): { name: string; items: PaletteItem[] }[] {
  return GROUPS.map((name) => ({ name, items: items.filter(({ group }) => group === name) })).filter(
    (group) => group.items.length > 0,
  );
}
