import { IconAlertTriangle, IconCircleX, IconTrendingUp } from '@tabler/icons-react';
import type { Episode } from '../../hub/trpc.ts';
import { Lines } from '../../ui/lines.tsx';
import { Tag } from '../../ui/tag.tsx';
import { describeLevel, severityNames, severityOf } from './alert-words.ts';

const looks = {
  outOfStock: { tone: 'bad', icon: IconCircleX },
  low: { tone: 'warn', icon: IconAlertTriangle },
  recovering: { tone: 'neutral', icon: IconTrendingUp },
} as const;

/** How bad a shortage is, and by what. Of one that is over, the level alone. */
export function EpisodeLevel({ episode }: { episode: Episode }) {
  const severity = severityOf(episode);
  const level = <span className="hub-number">{describeLevel(episode)}</span>;
  if (severity === null) return level;
  const { tone, icon } = looks[severity];
  return (
    <Lines detail={level}>
      <Tag tone={tone} icon={icon}>
        {severityNames[severity]}
      </Tag>
    </Lines>
  );
}
