import '@fontsource-variable/inter/wght.css';
import 'virtual:mantine-styles.css';
import '../ui/theme.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ExportRegion } from '../hub/exports/export-region.tsx';
import { createHubFetch } from '../hub/hub-fetch.ts';
import { OperatorTimeZone } from '../hub/operator-time-zone.tsx';
import { createQueryClient } from '../hub/query-client.ts';
import { operatorQuery, readOperator } from '../hub/session.ts';
import { SessionKeeper, SessionKeeperProvider } from '../hub/session-keeper.ts';
import { createTrpcClient, trpc } from '../hub/trpc.ts';
import { Updates } from '../hub/updates.ts';
import { ClockProvider, createClock } from '../ui/clock.ts';
import { ConfirmRegion } from '../ui/confirm-region.tsx';
import { theme } from '../ui/theme.ts';
import { ToastRegion } from '../ui/toast-region.tsx';
import { hasUnsavedText, watchTyping } from '../ui/unsaved-text.ts';
import { createHubRouter } from './router.ts';
import { UpdateBar } from './shell/update-bar.tsx';

const whoIsHere = () => queryClient.getQueryData(operatorQuery.queryKey);
const keeper = new SessionKeeper({ whoIsHere, whoIsSignedIn: readOperator });
const queryClient = createQueryClient(async () => {
  if (!whoIsHere()) return;
  if (await keeper.signInAgain()) return queryClient.invalidateQueries();
  queryClient.setQueryData(operatorQuery.queryKey, null);
  await router.invalidate();
});
const router = createHubRouter(queryClient);
const clock = createClock();
const trpcClient = createTrpcClient(
  createHubFetch({
    onServerTime: clock.correct,
    signedIn: keeper.signedIn,
    signInAgain: keeper.signInAgain,
  }),
);
// Beside the question who is signed in, not after it.
for (const { routeId } of router.matchRoutes(router.latestLocation)) {
  void router.routesById[routeId as keyof typeof router.routesById].options.component?.preload?.();
}

const updates = new Updates({
  fetchPage: () => fetch('/', { cache: 'no-store' }).then((answer) => answer.text()),
  entry: document.querySelector('script[type=module]')?.getAttribute('src') ?? '',
  hasUnsavedText,
  reloadedFor: {
    get: () => sessionStorage.getItem('hub-reloaded-for'),
    set: (entry) => sessionStorage.setItem('hub-reloaded-for', entry),
  },
  reload: () => window.location.reload(),
});
watchTyping();
window.addEventListener('vite:preloadError', () => void updates.onMissingPart());

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <trpc.Provider client={trpcClient} queryClient={queryClient}>
        <QueryClientProvider client={queryClient}>
          <SessionKeeperProvider value={keeper}>
            <ClockProvider value={clock}>
              <OperatorTimeZone>
                <RouterProvider router={router} />
                <ConfirmRegion />
                <ToastRegion>
                  <ExportRegion />
                </ToastRegion>
                <UpdateBar updates={updates} />
              </OperatorTimeZone>
            </ClockProvider>
          </SessionKeeperProvider>
        </QueryClientProvider>
      </trpc.Provider>
    </MantineProvider>
  </StrictMode>,
);
