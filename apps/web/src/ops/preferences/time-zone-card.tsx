import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { type Operator, operatorQuery } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { FormRow } from '../../ui/form-row.tsx';
import { formatTime } from '../../ui/format-time.ts';
import { SectionCard } from '../../ui/section-card.tsx';
import { browserTimeZone, nameOfZone } from '../../ui/time-zone.tsx';
import { TimeZoneSelect } from '../../ui/time-zone-select.tsx';
import { showSuccess } from '../../ui/toasts.ts';

/** The zone that the signed-in operator reads times in. */
export function TimeZoneCard() {
  const operator = useQuery(operatorQuery).data;
  return (
    <SectionCard
      title="Time zone"
      intro="The times on these pages are in this zone. Figures do not change: the 30-day figures count days in UTC, and each storefront has its own zone for its months."
    >
      {operator ? <Fields operator={operator} /> : <Skeleton height={90} />}
    </SectionCard>
  );
}

function Fields({ operator }: { operator: Operator }) {
  const queryClient = useQueryClient();
  const [zone, setZone] = useState(operator.timeZone);
  const update = trpc.account.updateMe.useMutation({
    onSuccess: ({ timeZone }) => {
      queryClient.setQueryData(operatorQuery.queryKey, (mine) => (mine ? { ...mine, timeZone } : mine));
      setZone(timeZone);
      showSuccess('Your time zone was saved.');
    },
  });
  const error = update.error === null ? undefined : readHubError(update.error).message;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        update.mutate({ timeZone: zone });
      }}
    >
      <Stack gap="md">
        <FormRow label="Show times in" help={<Now zone={zone ?? browserTimeZone()} />} error={error}>
          {(row) => (
            <TimeZoneSelect
              {...row}
              value={zone}
              none={`This browser’s zone (${nameOfZone(browserTimeZone())})`}
              onChoose={setZone}
            />
          )}
        </FormRow>
        <Group justify="flex-end">
          <Button type="submit" loading={update.isPending} disabled={zone === operator.timeZone}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const SECOND = 1000;

/** What clocks show there now: the quickest way to see whether it is the right zone. */
function Now({ zone }: { zone: string }) {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 10 * SECOND);
    return () => clearInterval(timer);
  }, []);
  return (
    <Text span inherit className="hub-number">
      Now it is {formatTime(now, { zone, date: 'full' })} there.
    </Text>
  );
}
