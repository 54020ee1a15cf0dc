import type { ReactNode } from 'react';
import { ErrorState, StaleNotice } from '../ui/error-state.tsx';
import { readHubError } from './hub-error.ts';

interface Query<Data> {
  data: Data | undefined;
  error: unknown;
  isError: boolean;
  isFetching: boolean;
  refetch: () => unknown;
}

/** The four faces of what a page loads: loading, failed, loaded, and loaded but no longer fresh. */
export function QueryView<Data>(props: {
  query: Query<Data>;
  loading: ReactNode;
  children: (data: Data) => ReactNode;
}) {
  const { query } = props;
  const retry = () => void query.refetch();
  if (query.data === undefined) {
    return query.isError ? (
      <ErrorState message={readHubError(query.error).message} isRetrying={query.isFetching} onRetry={retry} />
    ) : (
      <div aria-busy="true" data-testid="loading">
        {props.loading}
      </div>
    );
  }
  return (
    <>
      {query.isError ? <StaleNotice message={readHubError(query.error).message} onRetry={retry} /> : null}
      {props.children(query.data)}
    </>
  );
}
