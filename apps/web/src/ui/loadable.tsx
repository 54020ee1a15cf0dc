import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ErrorState, RefusedState, StaleNotice } from './error-state.tsx';
import { formatTime } from './format-time.ts';
import { useTimeZone } from './time-zone.tsx';
import { useAutomaticRetry } from './use-automatic-retry.ts';
import { useIsOnline } from './use-is-online.ts';
import { useLastsLong } from './use-lasts-long.ts';

/** Something that a page loads and can load again. */
export interface Loadable<Data> {
  data: Data | undefined;
  /** Why the last request failed. */
  failure: string | undefined;
  /** Whether the same request may succeed later, so that it is worth repeating. */
  mayPass: boolean;
  /** The person may not see it: no request of theirs will succeed. */
  isRefused?: boolean | undefined;
  isFetching: boolean;
  refetch: () => unknown;
  /** When `data` was loaded, in milliseconds since 1970; undefined without data. */
  updatedAt: number | undefined;
}

/** A person waits so long without wondering. */
const PATIENCE_MILLISECONDS = 5_000;

/**
 * Shows a placeholder while it loads, then the data or the failure, or both when the data is out of date. After five
 * seconds it says that it waits, and a request that may yet succeed is repeated by itself, less and less often.
 */
export function LoadableView<Data>(props: {
  source: Loadable<Data>;
  loading: ReactNode;
  children: (data: Data) => ReactNode;
}) {
  const { source } = props;
  const { data, failure, isFetching, refetch } = source;
  const isOnline = useIsOnline();
  const isSlow = useLastsLong(isFetching, PATIENCE_MILLISECONDS);
  useAutomaticRetry({ isFailed: failure !== undefined && source.mayPass, isFetching, retry: refetch });
  const retry = () => void refetch();
  const reason = failure !== undefined && source.mayPass && !isOnline ? OFFLINE : failure;
  const repeats = source.mayPass && isOnline;
  if (failure !== undefined && source.isRefused === true) return <RefusedState message={failure} />;
  if (data === undefined) {
    return reason === undefined ? (
      <div aria-busy="true" data-testid="loading">
        <Waiting isSlow={isSlow} />
        {props.loading}
      </div>
    ) : (
      <ErrorState message={reason} isRetrying={isFetching} repeats={repeats} onRetry={retry} />
    );
  }
  return (
    <>
      {reason === undefined ? (
        isSlow ? (
          <StaleNotice message={SLOW} asOf={<AsOf at={source.updatedAt} />} />
        ) : null
      ) : (
        <StaleNotice
          message={reason}
          asOf={<AsOf at={source.updatedAt} />}
          repeats={repeats}
          onRetry={retry}
        />
      )}
      {props.children(data)}
    </>
  );
}

const OFFLINE = 'You are offline. This page continues by itself when you are back online.';
const SLOW = 'The hub has not answered for 5 seconds.';

/** Always there, so that a screen reader hears when it gets words. */
function Waiting({ isSlow }: { isSlow: boolean }) {
  return (
    <Text fz="sm" c="dimmed" role="status" px={isSlow ? 'md' : 0} pt={isSlow ? 'md' : 0} data-testid="slow">
      {isSlow ? `${SLOW} It may be busy or starting; this page keeps waiting.` : ''}
    </Text>
  );
}

function AsOf({ at }: { at: number | undefined }) {
  const zone = useTimeZone();
  if (at === undefined) return null;
  return <>What you see is as of {formatTime(new Date(at), { zone, date: null, time: 'short' })}.</>;
}
