import { useEffect, useRef } from 'react';
import { type Progress, trpc } from '../../hub/trpc.ts';
import { showSuccess } from '../../ui/toasts.ts';
import { doneSince, nextStep, stepFacts } from './progress.ts';

/** What no stream tells, such as a new partner, shows after this at the latest. */
const REFRESH_MILLISECONDS = 10_000;

/** How far the hub is set up, read again while a step is open. What is done meanwhile is said. */
export function useProgress() {
  const query = trpc.ops.getProgress.useQuery(
    {},
    {
      staleTime: 0,
      refetchInterval: ({ state: { data } }) =>
        data === undefined || data.isHidden || nextStep(data) === undefined ? false : REFRESH_MILLISECONDS,
    },
  );
  useNews(query.data);
  return query;
}

function useNews(progress: Progress | undefined) {
  const before = useRef<Progress>(undefined);
  useEffect(() => {
    if (progress === undefined) return;
    for (const name of doneSince(before.current, progress)) showSuccess(stepFacts[name].done);
    before.current = progress;
  }, [progress]);
}

/** Changes what the person sees of the steps, at once. */
export function useSetupChoices() {
  const cache = trpc.useUtils();
  const change = trpc.account.updateMe.useMutation({
    onMutate: (choices) => {
      const { skippedSetupSteps, isSetupHidden } = choices ?? {};
      cache.ops.getProgress.setData({}, (now) =>
        now === undefined
          ? now
          : {
              ...now,
              isHidden: isSetupHidden ?? now.isHidden,
              steps: now.steps.map((step) => ({
                ...step,
                isSkipped: skippedSetupSteps?.includes(step.name) ?? step.isSkipped,
              })),
            },
      );
    },
    onSettled: () => cache.ops.getProgress.invalidate(),
  });
  return {
    setHidden: (isSetupHidden: boolean) => change.mutate({ isSetupHidden }),
    setSkipped: (progress: Progress, name: Progress['steps'][number]['name'], isSkipped: boolean) =>
      change.mutate({
        skippedSetupSteps: progress.steps
          .filter((step) => (step.name === name ? isSkipped : step.isSkipped))
          .map((step) => step.name),
      }),
  };
}
