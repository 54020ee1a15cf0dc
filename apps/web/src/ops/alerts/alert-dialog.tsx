import { Button, Group, Modal, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { FormFooter } from '../../ui/form-footer.tsx';
import { formatTime } from '../../ui/format-time.ts';
import { nameOfZone, useTimeZone } from '../../ui/time-zone.tsx';
import { instantOf, wallTimeOf } from '../../ui/zoned-time.ts';
import { type AlertTarget, describeTarget, snoozePresets } from './alert-rules.ts';
import type { useAlertActions } from './use-alert-actions.ts';

const LONGEST_NOTE = 500;

interface AlertDialogProps {
  /** The dialog to show, or null to stay closed. */
  asks: 'acknowledge' | 'snooze' | null;
  target: AlertTarget;
  actions: ReturnType<typeof useAlertActions>;
  onClose: () => void;
}

/** Asks for the note of an acknowledgement, or the end and the note of a snooze. */
export function AlertDialog({ asks, target, actions, onClose }: AlertDialogProps) {
  const what = describeTarget(target);
  return (
    <Modal
      opened={asks !== null}
      onClose={onClose}
      title={asks === 'snooze' ? `Snooze ${what}` : `Acknowledge ${what}`}
    >
      {asks === 'acknowledge' ? (
        <AcknowledgeForm target={target} actions={actions} onClose={onClose} />
      ) : asks === 'snooze' ? (
        <SnoozeForm target={target} actions={actions} onClose={onClose} />
      ) : null}
    </Modal>
  );
}

type FormProps = Omit<AlertDialogProps, 'asks'>;

function AcknowledgeForm({ target, actions, onClose }: FormProps) {
  const [note, setNote] = useState('');
  const submit = async () => {
    if (await actions.acknowledge(target, note)) onClose();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack gap="md">
        <Text fz="sm">
          You are taking care of it, so reminders stop. The hub still tells you when the stock falls lower,
          and the alert resolves by itself when the stock is back.
        </Text>
        <Note value={note} onChange={setNote} placeholder="Ordered, arrives Thursday" isFirst />
        <FormFooter submit="Acknowledge" isSubmitting={actions.isRunning} onCancel={onClose} />
      </Stack>
    </form>
  );
}

const OTHER = 'other';

function SnoozeForm({ target, actions, onClose }: FormProps) {
  const zone = useTimeZone();
  const [presets] = useState(() => snoozePresets(new Date(), zone));
  const [choice, setChoice] = useState('0');
  const [other, setOther] = useState(() => toLocalInput(presets[1]?.until ?? new Date(), zone));
  const [note, setNote] = useState('');
  const until = choice === OTHER ? instantOf(other, zone) : (presets[Number(choice)]?.until ?? new Date());
  const isPast = !(until.getTime() > Date.now());
  const submit = async () => {
    if (!isPast && (await actions.snooze(target, until, note))) onClose();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack gap="md">
        <Text fz="sm">
          The hub sends nothing until then, even if the stock falls lower. After that, the alert is open
          again.
        </Text>
        <Radio.Group label="Until" value={choice} onChange={setChoice}>
          <Stack gap={8} mt={8}>
            {presets.map((preset, place) => (
              <Radio
                key={preset.label}
                value={String(place)}
                label={
                  <Group gap={8}>
                    {preset.label}
                    <Text span fz={13} c="dimmed">
                      {formatTime(preset.until, { zone })}
                    </Text>
                  </Group>
                }
              />
            ))}
            <Radio value={OTHER} label="Another time" />
          </Stack>
        </Radio.Group>
        {choice === OTHER ? (
          <TextInput
            type="datetime-local"
            aria-label="Snooze until"
            description={`In ${nameOfZone(zone)}.`}
            value={other}
            onChange={(event) => setOther(event.currentTarget.value)}
            error={isPast ? 'Choose a time in the future.' : undefined}
          />
        ) : null}
        <Note value={note} onChange={setNote} placeholder="The supplier is on holiday" />
        <Group justify="flex-end" gap="xs" mt={4}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={actions.isRunning} disabled={isPast}>
            Snooze
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Note(props: {
  value: string;
  onChange: (note: string) => void;
  placeholder: string;
  isFirst?: boolean;
}) {
  return (
    <Textarea
      label="Note"
      description="Appears in the alert’s timeline."
      placeholder={props.placeholder}
      maxLength={LONGEST_NOTE}
      autosize
      minRows={2}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      {...(props.isFirst === true ? { 'data-autofocus': true } : {})}
    />
  );
}

/** Formats an instant for a `datetime-local` field, which names no zone. */
function toLocalInput(instant: Date, zone: string): string {
  return wallTimeOf(instant, zone).slice(0, 'YYYY-MM-DDThh:mm'.length);
}
