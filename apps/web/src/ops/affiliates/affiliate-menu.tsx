import {
  IconArchive,
  IconCode,
  IconDownload,
  IconEraser,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconReceipt,
} from '@tabler/icons-react';
import { useMay } from '../../hub/session.ts';
import type { Affiliate } from '../../hub/trpc.ts';
import { MenuDivider, MenuItem, MenuItemLink } from '../../ui/menu-items.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import { useAffiliatePrivacy } from './use-affiliate-privacy.ts';
import { useAffiliateStatus } from './use-affiliate-status.ts';

interface AffiliateMenuProps {
  affiliate: Affiliate;
  onEdit: (affiliate: Affiliate) => void;
}

/** What can be done with a partner of a list. */
export function AffiliateMenu(props: AffiliateMenuProps) {
  const { handle } = props.affiliate;
  return <RowMenu label={`Actions for ${handle}`} items={() => <Items {...props} />} />;
}

/** Drawn while the menu is open, so that rows do not carry what it needs. */
function Items({ affiliate, onEdit }: AffiliateMenuProps) {
  const status = useAffiliateStatus(affiliate);
  const privacy = useAffiliatePrivacy(affiliate);
  const [mayChange, isOwner] = [useMay('operator'), useMay('owner')];
  const { id, handle } = affiliate;
  return (
    <>
      <MenuItemLink
        to="/affiliates/$id"
        params={{ id: String(id) }}
        search={{ tab: 'snippets' }}
        icon={<IconCode size={16} aria-hidden />}
      >
        Link and snippets
      </MenuItemLink>
      <MenuItemLink
        to="/conversions"
        search={{ affiliateId: id, affiliate: handle }}
        icon={<IconReceipt size={16} aria-hidden />}
      >
        Conversions
      </MenuItemLink>
      {mayChange ? (
        <>
          <MenuDivider />
          <MenuItem icon={<IconPencil size={16} aria-hidden />} onSelect={() => onEdit(affiliate)}>
            Edit
          </MenuItem>
          {affiliate.status === 'active' ? (
            <MenuItem icon={<IconPlayerPause size={16} aria-hidden />} onSelect={status.pause}>
              Pause
            </MenuItem>
          ) : (
            <MenuItem icon={<IconPlayerPlay size={16} aria-hidden />} onSelect={status.resume}>
              {affiliate.status === 'paused' ? 'Resume' : 'Restore'}
            </MenuItem>
          )}
          {affiliate.status === 'archived' ? null : (
            <MenuItem icon={<IconArchive size={16} aria-hidden />} onSelect={status.archive} isDanger>
              Archive…
            </MenuItem>
          )}
        </>
      ) : null}
      {isOwner ? (
        <>
          <MenuDivider />
          <MenuItem icon={<IconDownload size={16} aria-hidden />} onSelect={privacy.read}>
            Export data
          </MenuItem>
          <MenuItem icon={<IconEraser size={16} aria-hidden />} onSelect={privacy.erase} isDanger>
            Forget…
          </MenuItem>
        </>
      ) : null}
    </>
  );
}
