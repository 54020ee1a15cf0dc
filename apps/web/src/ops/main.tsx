import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '../ui/theme.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { OperatorTimeZone } from '../hub/operator-time-zone.tsx';
import { createQueryClient } from '../hub/query-client.ts';
import { operatorQuery } from '../hub/session.ts';
import { createTrpcClient, trpc } from '../hub/trpc.ts';
import { ConfirmRegion } from '../ui/confirm-region.tsx';
import { theme } from '../ui/theme.ts';
import { ToastRegion } from '../ui/toast-region.tsx';
import { createHubRouter } from './router.ts';

const queryClient = createQueryClient(() => {
  if (!queryClient.getQueryData(operatorQuery.queryKey)) return;
  queryClient.setQueryData(operatorQuery.queryKey, null);
  void router.invalidate();
});
const router = createHubRouter(queryClient);
const trpcClient = createTrpcClient();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <trpc.Provider client={trpcClient} queryClient={queryClient}>
        <QueryClientProvider client={queryClient}>
          <OperatorTimeZone>
            <RouterProvider router={router} />
            <ConfirmRegion />
            <ToastRegion />
          </OperatorTimeZone>
        </QueryClientProvider>
      </trpc.Provider>
    </MantineProvider>
  </StrictMode>,
);
