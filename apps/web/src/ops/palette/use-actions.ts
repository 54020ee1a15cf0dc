import { useMantineColorScheme } from '@mantine/core';
import {
  IconArrowsSort,
  IconBaselineDensityMedium,
  IconBaselineDensitySmall,
  IconBellOff,
  IconCash,
  IconDownload,
  IconKeyboard,
  IconMoon,
  IconPackage,
  IconPercentage,
  IconRadar2,
  IconSun,
  IconUserPlus,
} from '@tabler/icons-react';
import { exportStore } from '../../hub/exports/export-store.ts';
import { readHubError } from '../../hub/hub-error.ts';
import { useMay } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { useDensity } from '../../ui/density.ts';
import { showFailure, showSuccess } from '../../ui/toasts.ts';
import { overlays } from '../shortcuts/overlays.ts';
import type { PaletteItem } from './palette-items.ts';

/** What the palette can do, for the person who is signed in. */
export function useActions(): { create: PaletteItem[]; all: PaletteItem[] } {
  const isOperator = useMay('operator');
  const appearance = useAppearance();
  const scan = useScan();
  const create: PaletteItem[] = [
    {
      ...action('partner', 'Create partner', 'add new affiliate'),
      icon: IconUserPlus,
      opensDialog: true,
      run: () => overlays.open({ kind: 'newPartner' }),
    },
    {
      ...action('product', 'Add product', 'create new sku'),
      icon: IconPackage,
      opensDialog: true,
      run: () => overlays.open({ kind: 'newProduct' }),
    },
    {
      ...action('rule', 'New commission rule', 'create add rate percent tiers'),
      icon: IconPercentage,
      path: '/rules/new',
    },
    {
      ...action('payout', 'Prepare payout', 'pay partners batch due create new'),
      icon: IconCash,
      path: '/payouts/new',
    },
  ];
  const change: PaletteItem[] = [
    {
      ...action('stock', 'Adjust stock …', 'count change level'),
      icon: IconArrowsSort,
      run: () => overlays.openPalette('stock'),
    },
    {
      ...action('mute', 'Mute products …', 'silence snooze supplier sku'),
      icon: IconBellOff,
      opensDialog: true,
      run: () => overlays.open({ kind: 'mute', subject: { kind: 'new' } }),
    },
    { ...action('scan', 'Scan for low stock now', 'alerts check'), icon: IconRadar2, run: scan },
  ];
  const help: PaletteItem = {
    ...action('help', 'Keyboard shortcuts', 'help keys'),
    icon: IconKeyboard,
    keys: ['?'],
    opensDialog: true,
    run: () => overlays.open({ kind: 'help' }),
  };
  const exports: PaletteItem = {
    ...action('exports', 'Recent exports', 'download csv file spreadsheet excel'),
    icon: IconDownload,
    run: () => {
      exportStore.open();
      overlays.close();
    },
  };
  if (!isOperator) return { create: [], all: [exports, ...appearance, help] };
  return { create, all: [...create, ...change, exports, ...appearance, help] };
}

function action(key: string, label: string, words: string) {
  return { key: `action ${key}`, group: 'Actions', label, words };
}

function useAppearance(): PaletteItem[] {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [density, setDensity] = useDensity();
  // “Like the system” is neither: what is on the page counts.
  const isDark =
    colorScheme === 'auto'
      ? document.documentElement.getAttribute('data-mantine-color-scheme') === 'dark'
      : colorScheme === 'dark';
  const isCompact = density === 'compact';
  return [
    {
      ...action('theme', isDark ? 'Switch to the light theme' : 'Switch to the dark theme', 'colour scheme'),
      icon: isDark ? IconSun : IconMoon,
      run: () => {
        setColorScheme(isDark ? 'light' : 'dark');
        overlays.close();
      },
    },
    {
      ...action('rows', isCompact ? 'Roomy rows' : 'Compact rows', 'density height lists'),
      icon: isCompact ? IconBaselineDensityMedium : IconBaselineDensitySmall,
      run: () => {
        setDensity(isCompact ? 'roomy' : 'compact');
        showSuccess(isCompact ? 'Rows of lists are roomy.' : 'Rows of lists are compact.');
        overlays.close();
      },
    },
  ];
}

function useScan(): () => void {
  const cache = trpc.useUtils();
  const { mutate } = trpc.ops.scanNow.useMutation({
    onSuccess: ({ message }) => {
      showSuccess(message);
      void cache.ops.invalidate();
      void cache.alerts.invalidate();
    },
    onError: (error) => showFailure(readHubError(error).message, { title: 'The scan did not run' }),
  });
  return () => {
    mutate({});
    overlays.close();
  };
}
