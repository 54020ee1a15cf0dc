import { useRouter } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { overlays } from '../shortcuts/overlays.ts';
import { useShortcuts } from '../shortcuts/use-shortcuts.ts';

export const palette = onIntent(() => import('../palette/palette.tsx'), 'Palette');
const help = onIntent(() => import('../shortcuts/shortcut-help.tsx'), 'ShortcutHelp');
const partnerForm = onIntent(() => import('../affiliates/affiliate-form.tsx'), 'AffiliateForm');
const productForm = onIntent(() => import('../inventory/product-form.tsx'), 'ProductForm');
const muteDialog = onIntent(() => import('../alerts/mute-dialog.tsx'), 'MuteDialog');
const stockDialog = onIntent(() => import('../inventory/stock-dialog.tsx'), 'StockDialog');

/** The place of what opens from anywhere, by a key or by the palette. */
export function OverlayRegion() {
  const { dialog, palette: open } = useSyncExternalStore(overlays.watch, overlays.current);
  const router = useRouter();
  useShortcuts(palette);
  const kind = dialog?.kind;
  const { close } = overlays;
  return (
    <>
      <Late part={help} isOpen={kind === 'help'} onClose={close} />
      <Late
        part={partnerForm}
        isOpen={kind === 'newPartner'}
        subject={kind === 'newPartner' ? 'new' : null}
        onClose={close}
        onCreated={({ id }) => router.history.push(`/affiliates/${id}`)}
      />
      <Late
        part={productForm}
        isOpen={kind === 'newProduct'}
        subject={kind === 'newProduct' ? 'new' : null}
        onClose={close}
      />
      <Late
        part={stockDialog}
        isOpen={kind === 'stock'}
        product={dialog?.kind === 'stock' ? dialog.product : null}
        onClose={close}
      />
      <Late
        part={muteDialog}
        isOpen={kind === 'mute'}
        subject={dialog?.kind === 'mute' ? dialog.subject : null}
        onClose={close}
      />
      <Late part={palette} isOpen={open !== null} scope={open?.scope ?? 'all'} early={open?.early} />
    </>
  );
}
