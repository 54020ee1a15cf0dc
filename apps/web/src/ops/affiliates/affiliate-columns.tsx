import { ActionIcon, Button, Group, Menu, Text } from '@mantine/core';
import {
  IconArchive,
  IconCode,
  IconDots,
  IconDownload,
  IconEraser,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconReceipt,
} from '@tabler/icons-react';
import { Money } from '../../hub/money.tsx';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { useMay } from '../../hub/session.ts';
import type { Affiliate } from '../../hub/trpc.ts';
import { CopyValue } from '../../ui/copy-value.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import { MenuLink } from '../../ui/menu-link.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { AffiliateName } from './affiliate-name.tsx';
import { AffiliateStatusTag } from './affiliate-status-tag.tsx';
import { formatCommissionRate } from './commission-rate.ts';
import { useAffiliatePrivacy } from './use-affiliate-privacy.ts';
import { useAffiliateStatus } from './use-affiliate-status.ts';

/** The columns of the list of affiliates. */
export function affiliateColumns(actions: {
  onEdit: (affiliate: Affiliate) => void;
  onShowSnippet: (affiliate: Affiliate) => void;
}): Column<Affiliate>[] {
  const { onEdit, onShowSnippet } = actions;
  return [
    {
      name: 'Affiliate',
      card: 'title',
      cell: (affiliate) => <AffiliateName affiliate={affiliate} isBold />,
    },
    { name: 'Status', card: 'aside', cell: (affiliate) => <AffiliateStatusTag status={affiliate.status} /> },
    { name: 'Clicks 30 d', align: 'end', cell: (affiliate) => formatCount(affiliate.clicks30d) },
    {
      name: 'Conversions 30 d',
      align: 'end',
      cell: (affiliate) => (
        <Lines
          detail={
            affiliate.conversions30d === affiliate.verifiedConversions30d
              ? null
              : `${formatCount(affiliate.conversions30d)} with claims`
          }
        >
          <AnchorLink
            to="/conversions"
            search={{ affiliateId: affiliate.id, affiliate: affiliate.handle }}
            c="inherit"
            fz="sm"
            underline="always"
            className="hub-quiet-link"
          >
            {formatCount(affiliate.verifiedConversions30d)}
          </AnchorLink>
        </Lines>
      ),
    },
    {
      name: 'Revenue 30 d',
      align: 'end',
      cell: (affiliate) => (
        <Lines
          detail={
            affiliate.revenue30d === affiliate.verifiedRevenue30d ? null : (
              <>
                <Money amount={affiliate.revenue30d} currency={affiliate.currency} /> with claims
              </>
            )
          }
        >
          <Money amount={affiliate.verifiedRevenue30d} currency={affiliate.currency} />
        </Lines>
      ),
    },
    {
      name: 'Commission',
      align: 'end',
      cell: (affiliate) => (
        <Text span fz="sm" {...(affiliate.commissionBps === null ? { c: 'dimmed' } : {})}>
          {formatCommissionRate(affiliate.commissionBps)}
        </Text>
      ),
    },
    {
      name: 'Pixel id',
      card: 'hidden',
      cell: (affiliate) => (
        <Group gap={4} wrap="nowrap">
          <span className="hub-mono" title={affiliate.pixelId}>
            {affiliate.pixelId.slice(0, 8)}…
          </span>
          <CopyValue value={affiliate.pixelId} label={`Copy pixel id of ${affiliate.handle}`} />
        </Group>
      ),
    },
    {
      name: 'Actions',
      card: 'actions',
      width: 150,
      cell: (affiliate) => (
        <Group gap={6} wrap="nowrap" justify="flex-end">
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconCode size={15} aria-hidden />}
            aria-label={`Snippet for ${affiliate.handle}`}
            onClick={() => onShowSnippet(affiliate)}
          >
            Snippet
          </Button>
          <OperatorOnly>
            <AffiliateMenu affiliate={affiliate} onEdit={onEdit} />
          </OperatorOnly>
        </Group>
      ),
    },
  ];
}

function AffiliateMenu(props: { affiliate: Affiliate; onEdit: (affiliate: Affiliate) => void }) {
  const { affiliate } = props;
  const status = useAffiliateStatus(affiliate);
  const privacy = useAffiliatePrivacy(affiliate);
  const isOwner = useMay('owner');
  return (
    <Menu position="bottom-end" width={190}>
      <Menu.Target>
        <ActionIcon aria-label={`Actions for ${affiliate.handle}`} loading={status.isChanging}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => props.onEdit(affiliate)}>
          Edit
        </Menu.Item>
        {affiliate.status === 'active' ? (
          <Menu.Item leftSection={<IconPlayerPause size={16} aria-hidden />} onClick={status.pause}>
            Pause
          </Menu.Item>
        ) : (
          <Menu.Item leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={status.resume}>
            {affiliate.status === 'paused' ? 'Resume' : 'Restore'}
          </Menu.Item>
        )}
        <MenuLink
          to="/conversions"
          search={{ affiliateId: affiliate.id, affiliate: affiliate.handle }}
          leftSection={<IconReceipt size={16} aria-hidden />}
        >
          Conversions
        </MenuLink>
        {affiliate.status === 'archived' ? null : (
          <>
            <Menu.Divider />
            <Menu.Item
              color="red"
              leftSection={<IconArchive size={16} aria-hidden />}
              onClick={status.archive}
            >
              Archive…
            </Menu.Item>
          </>
        )}
        {isOwner ? (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<IconDownload size={16} aria-hidden />} onClick={privacy.read}>
              Export data
            </Menu.Item>
            <Menu.Item color="red" leftSection={<IconEraser size={16} aria-hidden />} onClick={privacy.erase}>
              Forget…
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
