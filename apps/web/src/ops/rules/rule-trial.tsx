import { Group, Stack } from '@mantine/core';
import { useState } from 'react';
import { SectionCard } from '../../ui/section-card.tsx';
import { Segments } from '../../ui/segments.tsx';
import type { RuleInput } from './rule-draft.ts';
import { RuleImpact } from './rule-impact.tsx';
import classes from './rules.module.css';
import { TryOrder } from './try-order.tsx';

const trials = { order: 'An order', impact: 'Past orders' } as const;

/** Tries a rule that is being written: on an order that somebody makes up, or on those of some days. */
export function RuleTrial({ rule, affiliate }: { rule: RuleInput | null; affiliate: string }) {
  const [open, setOpen] = useState<keyof typeof trials>('order');
  return (
    <SectionCard title="Try it" intro="Nothing is stored, and nothing is booked.">
      <Stack gap="md">
        <Group className={classes.choice}>
          <Segments label="Try it on" choices={trials} value={open} onChoose={setOpen} />
        </Group>
        {open === 'order' ? (
          <TryOrder key={affiliate} rule={rule} affiliate={affiliate} isWriting />
        ) : (
          <RuleImpact rule={rule} />
        )}
      </Stack>
    </SectionCard>
  );
}
