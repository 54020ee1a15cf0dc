import type { ReactNode } from 'react';
import { ErrorState, StaleNotice } from './error-state.tsx';

/** Something that a page loads and can load again. */
export interface Loadable<Data> {
  data: Data | undefined;
  /** Why the last request failed. */
  failure: string | undefined;
  isFetching: boolean;
  refetch: () => unknown;
}

/** Shows a placeholder while it loads, then the data or the failure, or both when the data is out of date. */
export function LoadableView<Data>(props: {
  source: Loadable<Data>;
  loading: ReactNode;
  children: (data: Data) => ReactNode;
}) {
  const { data, failure, isFetching, refetch } = props.source;
  const retry = () => void refetch();
  if (data === undefined) {
    return failure === undefined ? (
      <div aria-busy="true" data-testid="loading">
        {props.loading}
      </div>
    ) : (
      <ErrorState message={failure} isRetrying={isFetching} onRetry={retry} />
    );
  }
  return (
    <>
      {failure === undefined ? null : <StaleNotice message={failure} onRetry={retry} />}
      {props.children(data)}
    </>
  );
}
