import { Modal, Text } from '@mantine/core';
import { Keys } from '../../ui/keys.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import { useStoredChoice } from '../../ui/stored-choice.ts';
import { letterShortcuts } from './letter-shortcuts.ts';
import { overlays } from './overlays.ts';
import classes from './shortcut-help.module.css';
import { SHORTCUTS, type Shortcut } from './shortcuts.ts';

/** What belongs to the boxes of lists, and works also where single keys are off. */
const IN_LISTS = [
  { keys: ['Shift', 'Click'], does: 'Select all rows up to this one' },
  { keys: ['Shift', 'Space'], does: 'The same, at a row’s box' },
  { keys: ['Shift', '↓'], does: 'Select the next row as well' },
] as const;

const isPage = (shortcut: Shortcut) => 'path' in shortcut;

const GROUPS = [
  { name: 'Everywhere', shortcuts: SHORTCUTS.filter((shortcut) => !isPage(shortcut)) },
  { name: 'Pages', shortcuts: SHORTCUTS.filter(isPage) },
];

/** Lists all shortcuts. */
export function ShortcutHelp({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const areLettersOn = useStoredChoice(letterShortcuts) === 'on';
  return (
    <Modal opened={isOpen} onClose={onClose} title="Keyboard shortcuts" transitionProps={{ duration: 0 }}>
      {GROUPS.map(({ name, shortcuts }) => (
        <section key={name} aria-label={name} className={classes.group}>
          <h3 className={classes.name}>{name}</h3>
          <dl className={classes.list}>
            {shortcuts.map((shortcut) => (
              <div key={shortcut.id} data-off={!areLettersOn && shortcut.id !== 'palette'}>
                <dt>{shortcut.does}</dt>
                <dd>
                  <Keys keys={shortcut.keys} isSequence={'isSequence' in shortcut} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <section aria-label="Lists with boxes" className={classes.group}>
        <h3 className={classes.name}>Lists with boxes</h3>
        <dl className={classes.list}>
          {IN_LISTS.map(({ keys, does }) => (
            <div key={does}>
              <dt>{does}</dt>
              <dd>
                <Keys keys={keys} />
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <Text fz={13} c="dimmed" mt="md">
        {areLettersOn
          ? 'Keys do nothing while you type in a field. '
          : 'Single-key shortcuts are off in this browser. '}
        <AnchorLink to="/preferences" inherit underline="always" onClick={overlays.leave}>
          {areLettersOn ? 'Turn single-key shortcuts off' : 'Turn them on'}
        </AnchorLink>
      </Text>
    </Modal>
  );
}
