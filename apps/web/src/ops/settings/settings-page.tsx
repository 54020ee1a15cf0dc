import { Alert, Button } from '@mantine/core';
import { IconEraser, IconFlask2 } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '../../hub/session.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { EmailForm } from './email-form.tsx';
import { EventsCard } from './events-card.tsx';
import { LiveConfiguration } from './live-configuration.tsx';
import { ResultsPanel } from './results-panel.tsx';
import { ScanCard } from './scan-card.tsx';
import classes from './settings.module.css';
import { useSettingsStore } from './settings-store.ts';
import { WebhookForm } from './webhook-form.tsx';

export function SettingsPage() {
  return useMay('operator') ? <SettingsAndTools /> : <SettingsOnly />;
}

/** The page for people who may not test a channel. */
function SettingsOnly() {
  return (
    <>
      <PageHeader title="Ops settings">How alerts leave this hub.</PageHeader>
      <LiveConfiguration />
    </>
  );
}

function SettingsAndTools() {
  const clearDraft = useSettingsStore((state) => state.clearDraft);
  // A new number remounts the forms with the cleared draft.
  const [formsKey, setFormsKey] = useState(0);
  return (
    <>
      <PageHeader
        title="Ops settings"
        action={
          <Button
            variant="default"
            leftSection={<IconEraser size={16} aria-hidden />}
            onClick={() => {
              clearDraft();
              setFormsKey((key) => key + 1);
            }}
          >
            Clear drafts
          </Button>
        }
      >
        How alerts leave this hub, and tools to try a channel before you rely on it.
      </PageHeader>
      <Alert icon={<IconFlask2 size={18} aria-hidden />} mb="lg" variant="light">
        The forms are test tools. What you type stays in this browser tab as a draft, without the password,
        and is never saved on the server: the live channels come from the hub’s environment.
      </Alert>
      <div className={classes.columns}>
        <div className={classes.stack} key={formsKey}>
          <WebhookForm />
          <EmailForm />
        </div>
        <div className={classes.stack}>
          <ScanCard />
          <EventsCard />
          <ResultsPanel />
          <LiveConfiguration />
        </div>
      </div>
    </>
  );
}
