import { Burger } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Outlet } from '@tanstack/react-router';
import { LiveProvider } from '../../hub/live/live.tsx';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { SessionGuard } from '../sign-in/session-guard.tsx';
import { AlertingBanner } from './alerting-banner.tsx';
import classes from './hub-shell.module.css';
import { Navigation } from './navigation.tsx';
import { NavigationFooter } from './navigation-footer.tsx';
import { Wordmark } from './wordmark.tsx';

const drawer = onIntent(() => import('./navigation-drawer.tsx'), 'NavigationDrawer');

/** The frame of every page behind the sign-in, with the navigation beside the page, or in a drawer on a phone. */
export function HubShell() {
  const [isMenuOpen, menu] = useDisclosure(false);
  return (
    <div className={classes.frame}>
      <a href="#page" className={classes.skip}>
        Skip to content
      </a>
      <header className={classes.header}>
        <Link to="/" aria-label="Dream Team Hub, overview" className={classes.home}>
          <Wordmark />
        </Link>
        <Burger
          opened={isMenuOpen}
          {...drawer.nearby}
          onClick={menu.toggle}
          size="sm"
          aria-label={isMenuOpen ? 'Close menu' : 'Open menu'}
          aria-expanded={isMenuOpen}
        />
      </header>

      <aside aria-label="Hub" className={classes.navbar}>
        <Link to="/" aria-label="Dream Team Hub, overview" className={classes.home}>
          <Wordmark />
        </Link>
        <div className={classes.links}>
          <Navigation />
        </div>
        <NavigationFooter />
      </aside>

      <Late part={drawer} isOpen={isMenuOpen} onClose={menu.close} />

      <SessionGuard />
      <main id="page" tabIndex={-1} className={classes.main}>
        <div className={classes.page}>
          <AlertingBanner />
          <LiveProvider>
            <Outlet />
          </LiveProvider>
        </div>
      </main>
    </div>
  );
}
