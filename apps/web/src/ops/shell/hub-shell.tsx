import { Burger } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { Link, Outlet } from '@tanstack/react-router';
import { useReturnToExports } from '../../hub/exports/export-region.tsx';
import { LiveProvider } from '../../hub/live/live.tsx';
import { LiveStatus } from '../../hub/live/live-status.tsx';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { SessionGuard } from '../sign-in/session-guard.tsx';
import { AlertingBanner } from './alerting-banner.tsx';
import { DemoBanner } from './demo-banner.tsx';
import classes from './hub-shell.module.css';
import { Navigation } from './navigation.tsx';
import { NavigationFooter } from './navigation-footer.tsx';
import { OverlayRegion, palette } from './overlay-region.tsx';
import { PageFocus } from './page-focus.tsx';
import { SearchButton } from './search-button.tsx';
import { Wordmark } from './wordmark.tsx';

const drawer = onIntent(() => import('./navigation-drawer.tsx'), 'NavigationDrawer');

/** Where the navigation is a drawer; as in the styles. */
const PHONE = '(max-width: 47.99em)';

/** The frame of every page behind the sign-in, with the navigation beside the page, or in a drawer on a phone. */
export function HubShell() {
  useReturnToExports();
  const [isMenuOpen, menu] = useDisclosure(false);
  // In one place only: what has no room in the navigation would be announced twice.
  const isPhone = useMediaQuery(PHONE, false, { getInitialValueInEffect: false });
  return (
    <LiveProvider>
      <div className={classes.frame}>
        <a href="#page" className={classes.skip}>
          Skip to content
        </a>
        <header className={classes.header}>
          <Link to="/" aria-label="Dream Team Hub, overview" className={classes.home}>
            <Wordmark />
          </Link>
          <div className={classes.headerButtons}>
            <SearchButton nearby={palette.nearby} isIcon />
            <Burger
              opened={isMenuOpen}
              {...drawer.nearby}
              onClick={menu.toggle}
              size="sm"
              aria-label={isMenuOpen ? 'Close menu' : 'Open menu'}
              aria-expanded={isMenuOpen}
            />
          </div>
        </header>

        <section aria-label="Hub" className={classes.navbar}>
          <Link to="/" aria-label="Dream Team Hub, overview" className={classes.home}>
            <Wordmark />
          </Link>
          <SearchButton nearby={palette.nearby} />
          <div className={classes.links}>
            <Navigation />
          </div>
          {isPhone ? null : (
            <div className={classes.live}>
              <LiveStatus />
            </div>
          )}
          <NavigationFooter />
        </section>

        <Late part={drawer} isOpen={isMenuOpen} onClose={menu.close} />

        <SessionGuard />
        <PageFocus />
        <main id="page" tabIndex={-1} className={classes.main}>
          <div className={classes.page}>
            {isPhone ? (
              <div className={classes.live}>
                <LiveStatus />
              </div>
            ) : null}
            <DemoBanner />
            <AlertingBanner />
            <Outlet />
          </div>
        </main>
        <OverlayRegion />
      </div>
    </LiveProvider>
  );
}
