import { IconAdjustments, IconLogout, IconShieldLock } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { operatorQuery, signOut } from '../../hub/session.ts';
import { CornerMenu } from '../../ui/corner-menu.tsx';
import { MenuItem, MenuItemLink, MenuNote } from '../../ui/menu-items.tsx';
import { nameOfZone, useTimeZone } from '../../ui/time-zone.tsx';
import { showFailure } from '../../ui/toasts.ts';
import classes from './account-menu.module.css';

export function AccountMenu() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const operator = useQuery(operatorQuery).data;
  const leave = useMutation({
    mutationFn: () => signOut(queryClient),
    onSuccess: () => navigate({ to: '/sign-in', search: {} }),
    onError: () => showFailure('You could not be signed out. Try again.'),
  });
  const zone = useTimeZone();
  const name = operator?.name ?? 'Operator';
  return (
    <CornerMenu
      label={`Account of ${name}`}
      align="start"
      isWide
      buttonClassName={classes.account}
      button={
        <>
          {/* As no text: the button's name is what stands beside it. */}
          <span className={classes.initials} data-initials={initials(name)} aria-hidden />
          <span className={classes.name} dir="auto">
            {name}
          </span>
        </>
      }
    >
      <MenuNote>
        {operator?.email ?? ''}
        <br />
        Times in {nameOfZone(zone)}
      </MenuNote>
      <MenuItemLink to="/security" icon={<IconShieldLock size={16} aria-hidden />}>
        Security
      </MenuItemLink>
      <MenuItemLink to="/preferences" icon={<IconAdjustments size={16} aria-hidden />}>
        Preferences
      </MenuItemLink>
      <MenuItem
        icon={<IconLogout size={16} aria-hidden />}
        onSelect={() => {
          if (!leave.isPending) leave.mutate();
        }}
      >
        Sign out
      </MenuItem>
    </CornerMenu>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => word?.charAt(0).toUpperCase() ?? '')
    .join('');
}
