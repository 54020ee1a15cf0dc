import { IconBan, IconCheck } from '@tabler/icons-react';
import { Lines } from '../../ui/lines.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { Tag } from '../../ui/tag.tsx';
import { StackedTimestamp } from '../../ui/timestamp.tsx';
import { type Click, nameOfValue, partsOfAddress, reasonWords } from './click-words.ts';

/** The columns of a partner's clicks. */
export const clickColumns: Column<Click>[] = [
  { name: 'Time', card: 'title', cell: ({ timestamp }) => <StackedTimestamp at={timestamp} /> },
  {
    name: 'Landing page',
    cell: ({ landingPage }) => {
      if (landingPage === null) return null;
      const { host, path } = partsOfAddress(landingPage);
      return (
        <Lines detail={host}>
          <bdi title={landingPage}>{path}</bdi>
        </Lines>
      );
    },
  },
  {
    name: 'Referrer',
    cell: ({ referrer }) => {
      if (referrer === null || referrer === '') return null;
      const { host, path } = partsOfAddress(referrer);
      return (
        <Lines detail={host === null || path === '/' ? null : path}>
          <bdi title={referrer}>{host ?? path}</bdi>
        </Lines>
      );
    },
  },
  {
    name: 'Sub-id',
    cell: ({ subId }) =>
      subId === null ? null : (
        <Lines>
          <bdi title={subId}>{subId}</bdi>
        </Lines>
      ),
  },
  {
    name: 'Device',
    cell: ({ device, browser }) =>
      device === null ? null : (
        <Lines detail={browser === null ? null : nameOfValue('browser', browser)}>
          {nameOfValue('device', device)}
        </Lines>
      ),
  },
  { name: 'Counted', card: 'aside', cell: ({ reason }) => <CountedTag reason={reason} /> },
];

function CountedTag({ reason }: Pick<Click, 'reason'>) {
  if (reason === null) {
    return (
      <Tag tone="good" icon={IconCheck}>
        Counts
      </Tag>
    );
  }
  const { label, why } = reasonWords[reason];
  return (
    <span title={why}>
      <Tag tone="faint" icon={IconBan}>
        {label}
      </Tag>
      <span className="hub-unseen">Not counted: {why}</span>
    </span>
  );
}
