interface ShortcutRow {
  id: string;
  /** `Command` is Ctrl, and ⌘ on Apple's keyboards. */
  keys: readonly string[];
  /** Whether the keys are pressed one after the other. */
  isSequence?: boolean;
  does: string;
  /** The page that it opens. */
  path?: string;
}

/** All keys of the app, in the order in which the help shows them. */
export const SHORTCUTS = [
  { id: 'palette', keys: ['Command', 'K'], does: 'Search the hub, or do something' },
  { id: 'search', keys: ['/'], does: 'Search in this list' },
  { id: 'create', keys: ['c'], does: 'Create something' },
  { id: 'help', keys: ['?'], does: 'Show these shortcuts' },
  { id: 'overview', keys: ['g', 'o'], isSequence: true, does: 'Go to the overview', path: '/' },
  { id: 'partners', keys: ['g', 'p'], isSequence: true, does: 'Go to partners', path: '/affiliates' },
  { id: 'orders', keys: ['g', 'd'], isSequence: true, does: 'Go to orders', path: '/orders' },
  { id: 'products', keys: ['g', 'i'], isSequence: true, does: 'Go to products', path: '/inventory' },
  { id: 'alerts', keys: ['g', 'a'], isSequence: true, does: 'Go to alerts', path: '/alerts' },
] as const satisfies readonly ShortcutRow[];

export type Shortcut = (typeof SHORTCUTS)[number];

/** The keys that open a page, for the places that show them. */
export function keysTo(path: string): readonly string[] | undefined {
  return SHORTCUTS.find((shortcut) => 'path' in shortcut && shortcut.path === path)?.keys;
}
