import { Paper, Skeleton, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect } from 'react';
import { QueryView } from '../../hub/query-view.tsx';
import { trpc } from '../../hub/trpc.ts';
import { BackLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { FileNotes } from './file-notes.tsx';
import { ImportHead } from './import-head.tsx';
import { ImportLines } from './import-lines.tsx';

const PROGRESS_MILLISECONDS = 700;

const route = getRouteApi('/operator/inventory/import/$id');

/** Shows what an import would change, its progress and its outcome. */
export function ImportDetailPage() {
  const { id } = route.useParams();
  const file = trpc.imports.getImport.useQuery(
    { id },
    { refetchInterval: ({ state }) => (state.data?.status === 'running' ? PROGRESS_MILLISECONDS : false) },
  );
  const status = file.data?.status;
  const cache = trpc.useUtils();
  // An import that ran has changed lines and products.
  useEffect(() => {
    if (status === undefined || status === 'ready') return;
    void cache.imports.listImportLines.invalidate({ id });
    void cache.inventory.invalidate();
    void cache.ops.getOverview.invalidate();
  }, [status, id, cache]);
  return (
    <>
      <BackLink to="/inventory/import" search={{}}>
        Import products
      </BackLink>
      <PageHeader title={file.data?.fileName ?? 'Import'}>
        {file.data === undefined ? null : (
          <>
            Checked <Timestamp at={file.data.createdAt} isShort /> by {file.data.createdBy}
          </>
        )}
      </PageHeader>
      <Paper>
        <QueryView query={file} loading={<Loading />}>
          {(data) => (
            <>
              <ImportHead file={data} />
              <FileNotes file={data} />
              <ImportLines file={data} />
            </>
          )}
        </QueryView>
      </Paper>
    </>
  );
}

function Loading() {
  return (
    <Stack gap={14} p="lg">
      <Skeleton height={40} />
      <Skeleton height={16} width="60%" />
      <Skeleton height={16} width="70%" />
      <Skeleton height={16} width="50%" />
    </Stack>
  );
}
