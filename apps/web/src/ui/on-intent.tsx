import { type ComponentType, useEffect, useSyncExternalStore } from 'react';
import { useFocusBack } from './use-focus-back.ts';

const FIRST_PAUSE_MILLISECONDS = 1_000;
const LONGEST_PAUSE_MILLISECONDS = 15_000;

/** Something that is loaded when somebody is about to need it: {@link onIntent} makes it, {@link Late} shows it. */
export class LatePart<Props> {
  readonly #import: () => Promise<ComponentType<Props>>;
  readonly #watchers = new Set<() => void>();
  #component: ComponentType<Props> | null = null;
  #loading: Promise<void> | null = null;

  constructor(load: () => Promise<ComponentType<Props>>) {
    this.#import = load;
  }

  readonly component = (): ComponentType<Props> | null => this.#component;

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** Never rejects: without a network just now, the next wish asks again. */
  readonly load = async (): Promise<void> => {
    if (this.#component !== null) return;
    this.#loading ??= this.#import()
      .then((component) => {
        this.#component = component;
        for (const watcher of this.#watchers) watcher();
      })
      .catch(() => undefined)
      .finally(() => {
        this.#loading = null;
      });
    await this.#loading;
  };

  /** For what somebody waits for: tries until it is loaded. Returns what gives up. */
  readonly insist = (): (() => void) => {
    let pause = FIRST_PAUSE_MILLISECONDS;
    let isGivenUp = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const attempt = async () => {
      await this.load();
      if (isGivenUp || this.#component !== null) return;
      timer = setTimeout(() => void attempt(), pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS);
    };
    void attempt();
    return () => {
      isGivenUp = true;
      clearTimeout(timer);
    };
  };

  /** For the button that opens it: loads it when the pointer or the focus comes near. */
  readonly nearby = { onPointerEnter: this.load, onFocus: this.load };
}

/**
 * Keeps a dialog, a drawer or the like out of what its page loads.
 *
 * @example
 * const drawer = onIntent(() => import('./navigation-drawer.tsx'), 'NavigationDrawer');
 * <Burger {...drawer.nearby} onClick={open} />
 * <Late part={drawer} isOpen={isOpen} onClose={close} />
 */
export function onIntent<Name extends string, Props>(
  load: () => Promise<Record<Name, ComponentType<Props>>>,
  name: Name,
): LatePart<Props> {
  return new LatePart(() => load().then((module) => module[name]));
}

/** Shows a part once it is loaded, with its own props, and loads it when it is to be open. */
export function Late<Props extends object>({
  part,
  isOpen,
  ...props
}: { part: LatePart<Props>; isOpen: boolean } & Omit<Props, 'part'>) {
  const Component = useSyncExternalStore(part.watch, part.component);
  const isWanted = isOpen && Component === null;
  useFocusBack(isOpen);
  useEffect(() => {
    if (isWanted) return part.insist();
  }, [isWanted, part]);
  if (Component === null) return null;
  // What is left of a generic type has no name: these are the part's props again.
  return <Component {...({ ...props, isOpen } as unknown as Props)} />;
}

/** Calls `load` at the first sign of somebody at the page: a movement of the pointer, a touch, a key. */
export function atFirstSign(load: () => void): void {
  if (typeof document === 'undefined') return;
  const signs = ['pointermove', 'pointerdown', 'keydown'] as const;
  const once = () => {
    for (const sign of signs) document.removeEventListener(sign, once);
    load();
  };
  for (const sign of signs) document.addEventListener(sign, once, { passive: true });
}
