import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { DateStamp } from '../../ui/timestamp.tsx';
import classes from './ledger.module.css';

const dialog = onIntent(() => import('./second-person-dialog.tsx'), 'SecondPersonDialog');

/** Whether another person must approve what is booked by hand, and the way out for an owner who is alone. */
export function SecondPerson() {
  const [isOpen, setOpen] = useState(false);
  const isOwner = useMay('owner');
  const setting = trpc.ledger.getSecondPerson.useQuery({}).data;
  if (setting === undefined) return null;
  const { secondPerson, isAlone, chosenAt, chosenBy } = setting;
  const isSetAside = secondPerson === 'alone';
  // With others in the team there is nothing to choose.
  if (!isSetAside && !isAlone) return null;
  return (
    <section className={classes.note} aria-label="Who approves">
      <Text fz="sm">
        {isSetAside ? (
          <>
            You are alone, so you approve your own adjustments and payouts
            {chosenAt === null ? null : (
              <>
                {' '}
                since <DateStamp at={chosenAt} />
              </>
            )}
            {chosenBy === null ? '' : `, as ${chosenBy} chose`}. Each is marked. This ends by itself when a
            second person may approve.
          </>
        ) : (
          'Another person must approve an adjustment or a payout, and nobody else in your team can. Invite a person, or approve your own.'
        )}
      </Text>
      {isOwner ? (
        <Group gap="xs" {...dialog.nearby}>
          <Button variant="default" size="compact-md" fz="sm" onClick={() => setOpen(true)}>
            {isSetAside ? 'Require a second person…' : 'Approve alone…'}
          </Button>
        </Group>
      ) : null}
      <Late
        part={dialog}
        isOpen={isOpen}
        secondPerson={isSetAside ? 'required' : 'alone'}
        onClose={() => setOpen(false)}
      />
    </section>
  );
}
