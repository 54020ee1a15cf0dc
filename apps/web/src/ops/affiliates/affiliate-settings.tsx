import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../hub/session.ts';
import type { Affiliate } from '../../hub/trpc.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { AffiliateFields } from './affiliate-fields.tsx';
import { AffiliateGroup } from './affiliate-group.tsx';
import { AffiliateStatusTag } from './affiliate-status-tag.tsx';
import { formatCommissionRate } from './commission-rate.ts';
import { useAffiliatePrivacy } from './use-affiliate-privacy.ts';
import { useAffiliateStatus } from './use-affiliate-status.ts';

/** What a partner is called and paid, whether its clicks count, and what is kept of it. */
export function AffiliateSettings({ affiliate }: { affiliate: Affiliate }) {
  const [mayChange, isOwner] = [useMay('operator'), useMay('owner')];
  // What is saved becomes the form's new beginning.
  const [saves, setSaves] = useState(0);
  return (
    <Stack gap="md" maw={720}>
      <SectionCard title="Name and commission">
        {mayChange ? (
          <AffiliateFields key={saves} subject={affiliate} onSaved={() => setSaves(saves + 1)} />
        ) : (
          <Facts>
            <Fact name="Name">
              <bdi>{affiliate.name}</bdi>
            </Fact>
            <Fact name="Handle">
              <bdi>{affiliate.handle}</bdi>
            </Fact>
            <Fact name="Commission">{formatCommissionRate(affiliate.commissionBps)}</Fact>
          </Facts>
        )}
      </SectionCard>
      <AffiliateGroup affiliate={affiliate} />
      <SectionCard title="Status" aside={<AffiliateStatusTag status={affiliate.status} />}>
        <Status affiliate={affiliate} mayChange={mayChange} />
      </SectionCard>
      {isOwner ? <Privacy affiliate={affiliate} /> : null}
    </Stack>
  );
}

const meanings = {
  active: 'Its clicks and orders count.',
  paused: 'Its clicks are stored and do not count until you resume it. Orders are still credited.',
  archived: 'Its clicks stop counting and it leaves your everyday lists. What you owe stays.',
} as const;

function Status({ affiliate, mayChange }: { affiliate: Affiliate; mayChange: boolean }) {
  const { isChanging, pause, resume, archive } = useAffiliateStatus(affiliate);
  const { status } = affiliate;
  return (
    <Stack gap="sm">
      <Text fz="sm">{meanings[status]}</Text>
      {mayChange ? (
        <Group gap="xs">
          {status === 'active' ? (
            <Button variant="default" loading={isChanging} onClick={pause}>
              Pause
            </Button>
          ) : (
            <Button variant="default" loading={isChanging} onClick={resume}>
              {status === 'paused' ? 'Resume' : 'Restore'}
            </Button>
          )}
          {status === 'archived' ? null : (
            <Button variant="default" c="var(--hub-bad-text)" disabled={isChanging} onClick={archive}>
              Archive…
            </Button>
          )}
        </Group>
      ) : null}
    </Stack>
  );
}

function Privacy({ affiliate }: { affiliate: Affiliate }) {
  const { read, erase } = useAffiliatePrivacy(affiliate);
  return (
    <SectionCard
      title="Personal data"
      intro="Export all that the hub keeps about this partner, or erase its name and handle."
    >
      <Group gap="xs">
        <Button variant="default" onClick={read}>
          Export data
        </Button>
        <Button variant="default" c="var(--hub-bad-text)" onClick={erase}>
          Forget…
        </Button>
      </Group>
    </SectionCard>
  );
}
