import { AppShell, Box, Burger, Drawer, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Outlet } from '@tanstack/react-router';
import { SessionGuard } from '../sign-in/session-guard.tsx';
import { AccountMenu } from './account-menu.tsx';
import { AlertingBanner } from './alerting-banner.tsx';
import { ColorSchemeMenu } from './color-scheme-menu.tsx';
import classes from './hub-shell.module.css';
import { Navigation } from './navigation.tsx';
import { Wordmark } from './wordmark.tsx';

/** The frame of every page behind the sign-in, with the navigation beside the page, or in a drawer on a phone. */
export function HubShell() {
  const [isMenuOpen, menu] = useDisclosure(false);
  return (
    <AppShell
      header={{ height: { base: 56, sm: 0 } }}
      navbar={{ width: 236, breakpoint: 'sm', collapsed: { mobile: true } }}
      padding={0}
    >
      <a href="#page" className={classes.skip}>
        Skip to content
      </a>
      <AppShell.Header hiddenFrom="sm" className={classes.header}>
        <Link to="/" aria-label="Dream Team Hub, overview" className={classes.home}>
          <Wordmark />
        </Link>
        <Burger
          opened={isMenuOpen}
          onClick={menu.toggle}
          size="sm"
          aria-label={isMenuOpen ? 'Close menu' : 'Open menu'}
          aria-expanded={isMenuOpen}
        />
      </AppShell.Header>

      <AppShell.Navbar visibleFrom="sm" className={classes.navbar}>
        <Link to="/" aria-label="Dream Team Hub, overview" className={classes.home}>
          <Wordmark />
        </Link>
        <Box flex={1} style={{ overflowY: 'auto' }} p={2} m={-2}>
          <Navigation />
        </Box>
        <NavigationFooter />
      </AppShell.Navbar>

      <Drawer
        opened={isMenuOpen}
        onClose={menu.close}
        hiddenFrom="sm"
        position="right"
        size={300}
        title={<Wordmark />}
        closeButtonProps={{ 'aria-label': 'Close menu' }}
        classNames={{ body: classes.drawerBody ?? '', content: classes.drawerContent ?? '' }}
      >
        <Navigation onNavigate={menu.close} />
        <NavigationFooter />
      </Drawer>

      <SessionGuard />
      <AppShell.Main id="page" tabIndex={-1} className={classes.main}>
        <div className={classes.page}>
          <AlertingBanner />
          <Outlet />
        </div>
      </AppShell.Main>
    </AppShell>
  );
}

function NavigationFooter() {
  return (
    <Group gap={4} wrap="nowrap" className={classes.footer}>
      <AccountMenu />
      <ColorSchemeMenu />
    </Group>
  );
}
