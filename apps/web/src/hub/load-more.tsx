import { Button, Center, Text } from '@mantine/core';
import { readHubError } from './hub-error.ts';

interface PagedQuery {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  error: unknown;
  fetchNextPage: () => unknown;
}

/** Foot of a list: the way to its next page, or how many there are when that was all. */
export function LoadMore({ query, shown, noun }: { query: PagedQuery; shown: number; noun: string }) {
  return (
    <Center p="sm" style={{ flexDirection: 'column', gap: 8, borderTop: '1px solid var(--hub-line)' }}>
      {query.isFetchNextPageError ? (
        <Text fz="sm" c="var(--hub-bad-text)" role="alert">
          {readHubError(query.error).message}
        </Text>
      ) : null}
      {query.hasNextPage ? (
        <Button
          variant="subtle"
          size="compact-sm"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Load more
        </Button>
      ) : (
        <Text fz={13} c="dimmed" role="status">
          {shown} {shown === 1 ? noun : `${noun}s`}
        </Text>
      )}
    </Center>
  );
}
