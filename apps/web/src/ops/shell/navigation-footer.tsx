import { Group } from '@mantine/core';
import { AccountMenu } from './account-menu.tsx';
import { ColorSchemeMenu } from './color-scheme-menu.tsx';
import classes from './hub-shell.module.css';

export function NavigationFooter() {
  return (
    <Group gap={4} wrap="nowrap" className={classes.footer}>
      <AccountMenu />
      <ColorSchemeMenu />
    </Group>
  );
}
