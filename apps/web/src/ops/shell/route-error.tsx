import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { ErrorState } from '../../ui/error-state.tsx';
import { usePageTitle } from '../../ui/page-header.tsx';

/** Replaces a page that crashed, or whose code or session could not be loaded. */
export function RouteError({ reset }: ErrorComponentProps) {
  const router = useRouter();
  usePageTitle('Something went wrong');
  return (
    <ErrorState
      title="This page could not be shown"
      message="The hub may be restarting, or was just updated. Trying again usually helps."
      onRetry={() => {
        reset();
        void router.invalidate();
      }}
    />
  );
}
