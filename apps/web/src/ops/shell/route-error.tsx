import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { TRPCClientError } from '@trpc/client';
import { useEffect, useRef } from 'react';
import { isTransient } from '../../hub/hub-error.ts';
import { PageCodeMissing } from '../../hub/lazy-page.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { usePageTitle } from '../../ui/page-header.tsx';

const LOOK_AGAIN_MILLISECONDS = 3_000;

/** Replaces a page that crashed, or whose code or session could not be loaded; the latter comes back by itself. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  usePageTitle('Something went wrong');
  const retry = () => {
    reset();
    void router.invalidate();
  };
  const mayPass =
    error instanceof PageCodeMissing || (error instanceof TRPCClientError && isTransient(error));
  useWhenHubAnswers(mayPass, retry);
  return (
    <ErrorState
      title="This page could not be shown"
      message="The hub may be restarting, or was just updated. Trying again usually helps."
      repeats={mayPass}
      onRetry={retry}
    />
  );
}

/** Calls back once the hub answers again. What fails all the same is tried as often as this, and no more. */
function useWhenHubAnswers(isWaiting: boolean, onAnswer: () => void): void {
  const latest = useRef(onAnswer);
  latest.current = onAnswer;
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(async () => {
      // A page that is tried while nobody answers would be announced as failed again and again.
      const answer = await fetch('/', { method: 'HEAD', cache: 'no-store' }).catch(() => null);
      if (answer?.ok === true) latest.current();
    }, LOOK_AGAIN_MILLISECONDS);
    return () => clearInterval(timer);
  }, [isWaiting]);
}
