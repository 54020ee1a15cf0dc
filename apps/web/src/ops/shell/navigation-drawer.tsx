import { Drawer } from '@mantine/core';
import classes from './hub-shell.module.css';
import { Navigation } from './navigation.tsx';
import { NavigationFooter } from './navigation-footer.tsx';
import { Wordmark } from './wordmark.tsx';

/** The navigation on a phone. */
export function NavigationDrawer({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      hiddenFrom="sm"
      position="right"
      size={300}
      title={<Wordmark />}
      closeButtonProps={{ 'aria-label': 'Close menu' }}
      classNames={{ body: classes.drawerBody ?? '', content: classes.drawerContent ?? '' }}
    >
      <Navigation onNavigate={onClose} />
      <NavigationFooter />
    </Drawer>
  );
}
