import { Text } from '@mantine/core';
import { trpc } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';
import { AnchorLink } from '../../ui/links.tsx';

/** Says how many alerts nobody hears of, because their products are muted. */
export function MutedNote() {
  const muted = trpc.alerts.countEpisodes.useQuery({}).data?.muted ?? 0;
  if (muted === 0) return null;
  return (
    <Text fz="sm" c="dimmed" mb="sm">
      <AnchorLink to="/alerts/mutes" search={{}} fz="inherit" underline="always">
        {formatCount(muted)} muted
      </AnchorLink>
      {muted === 1
        ? ': it is not announced until its mute ends.'
        : ': they are not announced until their mutes end.'}
    </Text>
  );
}
