import { IconBellOff } from '@tabler/icons-react';
import { trpc } from '../../hub/trpc.ts';
import { useTimeZone } from '../../ui/time-zone.tsx';
import { describeMuted, endsMeant, type MutePhrase } from '../alerts/mute-rules.ts';
import { useMutes } from '../alerts/use-mutes.ts';
import { type MuteSubject, overlays } from '../shortcuts/overlays.ts';
import type { Found } from './found.ts';
import { matches } from './matching.ts';
import type { PaletteItem } from './palette-items.ts';

/** More than these would hide what else may be meant. */
const MOST_SUPPLIERS = 3;

interface Mutable {
  kind: 'sku' | 'supplier' | 'prefix';
  value: string;
  detail?: string;
}

/**
 * Offers to mute products that were found, their suppliers, or all SKUs that begin so: by the dialog, or until the time that
 * was typed. `products` is null until the hub has answered: a quick Enter is meant for one of them.
 */
export function useMuteItems(phrase: MutePhrase | null, products: readonly Found[] | null): PaletteItem[] {
  const zone = useTimeZone();
  const { mute } = useMutes();
  const suppliers = trpc.inventory.listSuppliers.useQuery({}, { enabled: phrase !== null });
  if (phrase === null || products === null) return [];
  const { what, when } = phrase;
  const ends = endsMeant(when, { now: new Date(), zone });

  const itemsOf = ({ kind, value, detail }: Mutable, shown: 'said' | 'all' | 'dialog'): PaletteItem[] => {
    const item = { group: 'Actions', icon: IconBellOff, ...(detail === undefined ? {} : { detail }) };
    const muted = describeMuted({ kind, value });
    const subject: MuteSubject =
      kind === 'sku'
        ? { kind: 'product', sku: value, ...(detail === undefined ? {} : { name: detail }) }
        : { kind: 'new', what: { kind, value } };
    const ask: PaletteItem = {
      ...item,
      key: `mute ${kind} ${value}`,
      label: `Mute ${muted} …`,
      opensDialog: true,
      run: () => overlays.open({ kind: 'mute', subject }),
    };
    const until = ends.map(
      (end): PaletteItem => ({
        ...item,
        key: `mute ${kind} ${value} ${end.label}`,
        label: `Mute ${muted} ${end.phrase}`,
        run: () => {
          overlays.close();
          void mute({ kind, value, until: end.until, note: '' });
        },
      }),
    );
    if (shown === 'dialog') return [ask];
    // Who has said until when gets that by Enter. Of several, the ends of each would fill the list.
    if (when !== '' && until.length > 0) return until;
    return shown === 'all' ? [ask, ...until] : [ask];
  };

  const ofProducts = products.flatMap(({ title, subtitle }) =>
    itemsOf({ kind: 'sku', value: title, detail: subtitle }, products.length === 1 ? 'all' : 'said'),
  );
  // Enter would take the beginning of SKUs where a supplier is meant.
  if (suppliers.isPending) return ofProducts;
  const known = suppliers.data?.suppliers.filter((supplier) => matches(supplier, what)) ?? [];
  return [
    ...ofProducts,
    ...known.slice(0, MOST_SUPPLIERS).flatMap((value) => itemsOf({ kind: 'supplier', value }, 'said')),
    // A SKU with a slip of the keyboard looks the same: the dialog says first what it reaches.
    ...itemsOf({ kind: 'prefix', value: what }, 'dialog'),
  ];
}
