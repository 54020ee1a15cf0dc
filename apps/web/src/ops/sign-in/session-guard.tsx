import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { operatorQuery } from '../../hub/session.ts';
import { useSessionKeeper } from '../../hub/session-keeper.ts';

const SessionDialog = lazy(() =>
  import('./session-dialog.tsx').then((file) => ({ default: file.SessionDialog })),
);

/** Two looks at the hub in a row tell nothing new. */
const REST_MILLISECONDS = 10_000;

/**
 * Asks for a sign-in over the page when the session has ended, so that a half-filled form stays as it is. Looks whether
 * the same person is signed in whenever somebody returns to the page.
 */
export function SessionGuard() {
  const { keeper, state } = useSessionKeeper();
  const operator = useQuery({ ...operatorQuery, enabled: false }).data;
  const isOpen = state.kind !== 'fine';
  useEffect(() => {
    if (keeper === null) return;
    let checked = Date.now();
    const look = () => {
      const isDue = keeper.state().kind !== 'fine' || Date.now() - checked > REST_MILLISECONDS;
      if (document.visibilityState === 'hidden' || !isDue) return;
      checked = Date.now();
      // A hub that does not answer says nothing about the session.
      void keeper.check().catch(() => undefined);
    };
    // In the capture phase and before any dialog: Escape would close the form below, and what is in it would be gone.
    const keepOpen = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && keeper.state().kind !== 'fine') event.stopImmediatePropagation();
    };
    window.addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    window.addEventListener('keydown', keepOpen, { capture: true });
    return () => {
      window.removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('keydown', keepOpen, { capture: true });
    };
  }, [keeper]);
  if (!isOpen || keeper === null || !operator) return null;
  return (
    <Suspense fallback={null}>
      <SessionDialog keeper={keeper} state={state} operator={operator} />
    </Suspense>
  );
}
