import { Menu, Text, UnstyledButton } from '@mantine/core';
import { IconAdjustments, IconLogout, IconShieldLock } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { operatorQuery, signOut } from '../../hub/session.ts';
import { MenuLink } from '../../ui/links.tsx';
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
    <Menu position="top-start" width={212}>
      <Menu.Target>
        <UnstyledButton className={classes.account} aria-label={`Account of ${name}`}>
          {/* As no text: the button's name is what stands beside it. */}
          <span className={classes.initials} data-initials={initials(name)} aria-hidden />
          <Text component="span" fz="sm" fw={500} truncate flex={1}>
            {name}
          </Text>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label style={{ overflowWrap: 'anywhere' }}>
          {operator?.email ?? ''}
          <br />
          Times in {nameOfZone(zone)}
        </Menu.Label>
        <MenuLink to="/security" leftSection={<IconShieldLock size={16} aria-hidden />}>
          Security
        </MenuLink>
        <MenuLink to="/preferences" leftSection={<IconAdjustments size={16} aria-hidden />}>
          Preferences
        </MenuLink>
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          disabled={leave.isPending}
          onClick={() => leave.mutate()}
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => word?.charAt(0).toUpperCase() ?? '')
    .join('');
}
