import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { atFirstSign, Late, onIntent } from './on-intent.tsx';
import classes from './toasts.module.css';
import { toasts } from './toasts.ts';

const cards = onIntent(() => import('./toast-card.tsx'), 'ToastCards');
atFirstSign(cards.load);

/** Moves the focus to the newest toast. */
const FOCUS_KEY = 'F8';

/**
 * The corner where toasts appear. It is there before the first of them: screen readers announce only what is added to a
 * region that they know. Successes wait their turn, failures interrupt. Its children stand below the toasts.
 */
export function ToastRegion({ children }: { children?: ReactNode }) {
  const all = useSyncExternalStore(toasts.watch, toasts.list);
  const region = useRef<HTMLElement>(null);
  const focusBefore = useRef<HTMLElement | null>(null);
  const [isRead, setRead] = useState(false);

  useEffect(() => {
    const focusNewest = (event: KeyboardEvent) => {
      if (event.key !== FOCUS_KEY) return;
      const buttons = region.current?.querySelectorAll<HTMLElement>('li:last-child button');
      if (buttons === undefined || buttons.length === 0) return;
      event.preventDefault();
      buttons[0]?.focus();
    };
    document.addEventListener('keydown', focusNewest);
    return () => document.removeEventListener('keydown', focusNewest);
  }, []);

  const close = (id: number) => {
    const hasFocus = region.current?.contains(document.activeElement) ?? false;
    toasts.remove(id);
    if (hasFocus) focusBefore.current?.focus();
  };
  const successes = all.filter(({ kind }) => kind === 'success');
  const failures = all.filter(({ kind }) => kind === 'failure');
  return (
    <section
      ref={region}
      aria-label={`Notifications (${FOCUS_KEY})`}
      className={classes.region}
      onPointerEnter={() => setRead(true)}
      onPointerLeave={() => setRead(false)}
      onFocus={({ relatedTarget }) => {
        if (!region.current?.contains(relatedTarget))
          focusBefore.current = relatedTarget as HTMLElement | null;
        setRead(true);
      }}
      onBlur={({ relatedTarget }) => {
        if (!region.current?.contains(relatedTarget)) setRead(false);
      }}
    >
      <div role="alert">
        <Late part={cards} isOpen={failures.length > 0} toasts={failures} isRead={isRead} onClose={close} />
      </div>
      <div role="status">
        <Late part={cards} isOpen={successes.length > 0} toasts={successes} isRead={isRead} onClose={close} />
      </div>
      {children}
    </section>
  );
}
