import { Button, Group, Switch } from '@mantine/core';
import { SectionCard } from '../../ui/section-card.tsx';
import { useStoredChoice } from '../../ui/stored-choice.ts';
import { letterShortcuts } from '../shortcuts/letter-shortcuts.ts';
import { overlays } from '../shortcuts/overlays.ts';

/** Switches single keys off, for people who speak to their computer or press keys by accident. */
export function ShortcutsCard() {
  const areOn = useStoredChoice(letterShortcuts) === 'on';
  return (
    <SectionCard title="Keyboard shortcuts" intro="This browser keeps the choice.">
      <Group justify="space-between" gap="md">
        <Switch
          label="Single-key shortcuts"
          description="Such as “g” and then “o” for the overview. Turn them off if you use voice control."
          checked={areOn}
          onChange={(event) => letterShortcuts.choose(event.currentTarget.checked ? 'on' : 'off')}
        />
        <Button variant="default" onClick={() => overlays.open({ kind: 'help' })}>
          Show all shortcuts
        </Button>
      </Group>
    </SectionCard>
  );
}
