import { IconBellOff } from '@tabler/icons-react';
import { useTimeZone } from '../../ui/time-zone.tsx';
import { endsMeant, type MutePhrase, muteEnds } from '../alerts/mute-rules.ts';
import { useMutes } from '../alerts/use-mutes.ts';
import { overlays } from '../shortcuts/overlays.ts';
import type { Found } from './found.ts';
import type { PaletteItem } from './palette-items.ts';

/** Returns a function that offers to mute products that were found: by the dialog, or until the time that was typed. */
export function useMuteItems(): (products: readonly Found[], phrase: MutePhrase) => PaletteItem[] {
  const zone = useTimeZone();
  const { mute } = useMutes();
  return (products, { when }) => {
    const ends = endsMeant(muteEnds(new Date(), zone), when);
    return products.flatMap(({ id, title: sku, subtitle: name }) => {
      const item = { group: 'Actions', detail: name, icon: IconBellOff };
      const ask: PaletteItem = {
        ...item,
        key: `mute ${id}`,
        label: `Mute ${sku} …`,
        opensDialog: true,
        run: () => overlays.open({ kind: 'mute', subject: { kind: 'product', sku, name } }),
      };
      const until = ends.map(
        (end): PaletteItem => ({
          ...item,
          key: `mute ${id} ${end.label}`,
          label: `Mute ${sku} ${end.phrase}`,
          run: () => {
            overlays.close();
            void mute({ kind: 'sku', value: sku, until: end.until, note: '' });
          },
        }),
      );
      // Who has said until when gets that by Enter. Of several products, the ends of each would fill the list.
      if (when !== '' && until.length > 0) return until;
      return products.length === 1 ? [ask, ...until] : [ask];
    });
  };
}
