import { Button, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { QueryView } from '../../hub/query-view.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import classes from './get-started.module.css';
import { GetStarted } from './get-started.tsx';
import { nextStep } from './progress.ts';
import { useProgress, useSetupChoices } from './use-progress.ts';

/** The first steps of the hub, whatever was hidden or done of them. */
export function GetStartedPage() {
  const query = useProgress();
  const { setHidden } = useSetupChoices();
  return (
    <>
      <PageHeader title="Get started">
        From an empty hub to the first partner, click, order and alert. The hub ticks off a step as soon as it
        sees that it is done.
      </PageHeader>
      <QueryView query={query} loading={<Loading />}>
        {(progress) => (
          <Stack gap="md">
            {nextStep(progress) === undefined ? (
              <Text className={classes.allDone} role="status">
                Nothing is left to do here.
              </Text>
            ) : null}
            <GetStarted progress={progress} />
            {nextStep(progress) === undefined ? null : (
              <div className={classes.hide}>
                <Button variant="subtle" size="compact-sm" onClick={() => setHidden(!progress.isHidden)}>
                  {progress.isHidden
                    ? 'Show these steps on my overview again'
                    : 'Hide these steps from my overview'}
                </Button>
              </div>
            )}
          </Stack>
        )}
      </QueryView>
    </>
  );
}

function Loading() {
  return (
    <Paper p="lg">
      <Stack gap={18}>
        {[1, 2, 3, 4, 5, 6, 7].map((line) => (
          <Skeleton key={line} height={22} width={`${40 + (line % 3) * 12}%`} />
        ))}
      </Stack>
    </Paper>
  );
}
