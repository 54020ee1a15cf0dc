import { type AnyRouter, useRouter } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo } from 'react';

interface Step {
  path: string;
  /** The row that was opened from there. */
  openedRow: string | undefined;
}

/**
 * Where a person came from in this tab: the browser tells no page what is behind it in its history. Steps are known by
 * their position in the history, from the first list of the tab on; a reload forgets them.
 */
class Trail {
  readonly #steps = new Map<number, Step>();
  readonly #router: AnyRouter;

  constructor(router: AnyRouter) {
    this.#router = router;
    this.#note();
    router.subscribe('onBeforeRouteMount', () => this.#note());
  }

  #note(): void {
    const position = this.position();
    const path = this.#router.latestLocation.pathname;
    const known = this.#steps.get(position);
    if (known?.path === path) return;
    // A new step ends what lay ahead of it.
    for (const other of this.#steps.keys()) if (other > position) this.#steps.delete(other);
    this.#steps.set(position, { path, openedRow: undefined });
  }

  position(): number {
    return this.#router.history.location.state.__TSR_index;
  }

  openRow(key: string): void {
    this.#note();
    const step = this.#steps.get(this.position());
    if (step !== undefined) step.openedRow = key;
  }

  openedRow(): string | undefined {
    return this.#steps.get(this.position())?.openedRow;
  }

  /** How many steps back a page with this path is: -1 for the page before; null where it is not behind. */
  stepsBackTo(path: string): number | null {
    const here = this.position();
    const behind = [...this.#steps].filter(([position, step]) => position < here && step.path === path);
    const nearest = Math.max(...behind.map(([position]) => position));
    return Number.isFinite(nearest) ? nearest - here : null;
  }
}

const trails = new WeakMap<AnyRouter, Trail>();

function trailOf(router: AnyRouter): Trail {
  const known = trails.get(router);
  if (known !== undefined) return known;
  const trail = new Trail(router);
  trails.set(router, trail);
  return trail;
}

/** Remembers which row of a list was opened, and tells it after the way back. */
export function useOpenedRow(): { opened: string | undefined; open: (key: string) => void } {
  const router = useRouter();
  const trail = useMemo(() => trailOf(router), [router]);
  // Only what was so when the list appeared counts: what is opened later is the way out.
  const opened = useMemo(() => trail.openedRow(), [trail]);
  const open = useCallback((key: string) => trail.openRow(key), [trail]);
  return { opened, open };
}

/** Returns a function that goes back to the page with this path as it was, or returns false where it is not behind. */
export function useWayBack(path: string): () => boolean {
  const router = useRouter();
  useEffect(() => void trailOf(router), [router]);
  return useCallback(() => {
    const steps = trailOf(router).stepsBackTo(path);
    if (steps === null) return false;
    router.history.go(steps);
    return true;
  }, [router, path]);
}
