import { Group, Modal, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { type Mute, type MuteKind, trpc } from '../../hub/trpc.ts';
import { FormError, FormFooter } from '../../ui/form-footer.tsx';
import { formatTime } from '../../ui/format-time.ts';
import { Segments } from '../../ui/segments.tsx';
import { nameOfZone, useTimeZone } from '../../ui/time-zone.tsx';
import { instantOf, wallTimeOf } from '../../ui/zoned-time.ts';
import type { MuteSubject } from '../shortcuts/overlays.ts';
import { describeMuted, describeReach, kindNames, muteEnds } from './mute-rules.ts';
import { useMutes } from './use-mutes.ts';

const LONGEST_NOTE = 500;
const LONGEST_VALUE = 255;
const SETTLE_MILLISECONDS = 250;

/** Asks what to mute and until when, or for another end of a mute. */
export function MuteDialog({ subject, onClose }: { subject: MuteSubject | null; onClose: () => void }) {
  const title = subject?.kind === 'edit' ? 'Change the mute' : 'Mute alerts';
  return (
    <Modal opened={subject !== null} onClose={onClose} title={title}>
      {subject === null ? null : <MuteForm subject={subject} onClose={onClose} />}
    </Modal>
  );
}

function MuteForm({ subject, onClose }: { subject: MuteSubject; onClose: () => void }) {
  const mutes = useMutes();
  const edited = subject.kind === 'edit' ? subject.mute : null;
  const given = givenBy(subject);
  const [what, setWhat] = useState(() => ({
    kind: edited?.kind ?? given?.kind ?? 'sku',
    value: edited?.value ?? given?.value ?? '',
  }));
  const [note, setNote] = useState(edited?.note ?? '');
  const [failure, setFailure] = useState<string>();
  const end = useEnd(edited);
  const isEmpty = what.value.trim() === '';
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (end.isPast || isEmpty) return;
    setFailure(undefined);
    try {
      if (edited === null) await mutes.muteOrThrow({ ...what, until: end.until, note });
      else await mutes.changeOrThrow(edited, { until: end.until, note });
      onClose();
    } catch (error) {
      setFailure(readHubError(error).message);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        <Text fz="sm">
          Alerts still open when a product is low, but nobody is told until then. When the mute ends, one
          message names what is low.
        </Text>
        {edited === null ? (
          <What subject={subject} what={what} onChange={setWhat} />
        ) : (
          <Text fw={550} style={{ overflowWrap: 'anywhere' }}>
            <bdi>{describeMuted(edited)}</bdi>
          </Text>
        )}
        <Reach {...what} />
        <EndField end={end} isFirst={edited !== null || given !== undefined} />
        <Textarea
          label="Note"
          placeholder="Out of season"
          maxLength={LONGEST_NOTE}
          autosize
          minRows={1}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <FormError message={failure} />
        <FormFooter
          submit={edited === null ? 'Mute' : 'Save'}
          submitName={
            isEmpty ? undefined : `${edited === null ? 'Mute' : 'Save the mute of'} ${describeMuted(what)}`
          }
          isSubmitting={mutes.isRunning}
          isDisabled={end.isPast || isEmpty}
          onCancel={onClose}
        />
      </Stack>
    </form>
  );
}

/** What to mute, where that is known before somebody types it. */
function givenBy(subject: MuteSubject): { kind: MuteKind; value: string } | undefined {
  if (subject.kind === 'product') return { kind: 'sku', value: subject.sku };
  return subject.kind === 'new' ? subject.what : undefined;
}

interface WhatProps {
  subject: MuteSubject;
  what: { kind: MuteKind; value: string };
  onChange: (what: { kind: MuteKind; value: string }) => void;
}

/** A product, a supplier, or a beginning of SKUs. Of a product that somebody pointed at, all three are known. */
function What({ subject, what, onChange }: WhatProps) {
  const list = useId();
  const { kind, value } = what;
  const suppliers =
    trpc.inventory.listSuppliers.useQuery({}, { enabled: kind === 'supplier' }).data?.suppliers ?? [];
  const product = subject.kind === 'product' ? subject : undefined;
  const begin = (next: MuteKind) =>
    onChange({ kind: next, value: (next === 'supplier' ? product?.supplier : product?.sku) ?? '' });
  return (
    <Stack gap="xs">
      <Segments label="What to mute" choices={kindNames} value={kind} onChoose={begin} />
      <TextInput
        key={kind}
        aria-label={labels[kind]}
        placeholder={labels[kind]}
        // Everybody starts here who has not said what to mute yet.
        data-autofocus={givenBy(subject) === undefined ? true : undefined}
        maxLength={LONGEST_VALUE}
        dir="auto"
        required
        list={kind === 'supplier' ? list : undefined}
        value={value}
        onChange={(event) => onChange({ kind, value: event.currentTarget.value })}
      />
      {kind === 'supplier' ? (
        <datalist id={list}>
          {suppliers.map((supplier) => (
            <option key={supplier} value={supplier} />
          ))}
        </datalist>
      ) : null}
      {kind === 'sku' && product?.name !== undefined && value === product.sku ? (
        <Text fz={13} c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          <bdi>{product.name}</bdi>
        </Text>
      ) : null}
    </Stack>
  );
}

const labels: Record<MuteKind, string> = {
  sku: 'SKU of a product',
  supplier: 'Name of a supplier',
  prefix: 'Start of the SKUs; capital and small letters are the same',
};

/** How many products that is now. */
function Reach({ kind, value }: { kind: MuteKind; value: string }) {
  const [settled] = useDebouncedValue(value.trim(), SETTLE_MILLISECONDS);
  const reach = trpc.alerts.previewMute.useQuery(
    { kind, value: settled },
    { enabled: settled !== '', placeholderData: keepPreviousData },
  ).data;
  const isKnown = settled !== '' && reach !== undefined;
  const isTypo = isKnown && kind === 'sku' && reach.products.count === 0;
  return (
    <Text fz="sm" c="dimmed" role="status" mih={22}>
      {!isKnown ? '' : isTypo ? 'No product has this SKU.' : describeReach(reach)}
    </Text>
  );
}

const OTHER = 'other';
const FIRST_MORNING = 1;

/** The end that is chosen. Of a mute that there is, its own end is the other time. */
function useEnd(edited: Mute | null) {
  const zone = useTimeZone();
  const [ends] = useState(() => muteEnds(new Date(), zone));
  const [choice, setChoice] = useState(() => {
    if (edited === null) return String(FIRST_MORNING);
    return edited.until === null ? String(ends.length - 1) : OTHER;
  });
  const [other, setOther] = useState(() => {
    const at = edited?.until ?? ends[FIRST_MORNING]?.until ?? new Date();
    return wallTimeOf(new Date(at), zone).slice(0, 'YYYY-MM-DDThh:mm'.length);
  });
  const until = choice === OTHER ? instantOf(other, zone) : (ends[Number(choice)]?.until ?? null);
  const isPast = until !== null && !(until.getTime() > Date.now());
  return { zone, ends, choice, setChoice, other, setOther, until, isPast };
}

/** `isFirst`: what is muted is known, so that the keyboard begins here. */
function EndField({ end, isFirst }: { end: ReturnType<typeof useEnd>; isFirst: boolean }) {
  const { zone, ends, choice, other } = end;
  return (
    <>
      <Radio.Group label="Until" value={choice} onChange={end.setChoice}>
        <Stack gap={8} mt={8}>
          {ends.map(({ label, until }, place) => (
            <Radio
              key={label}
              value={String(place)}
              {...(isFirst && choice === String(place) ? { 'data-autofocus': true } : {})}
              label={
                <Group gap={8}>
                  {label}
                  {until === null ? null : (
                    <Text span fz={13} c="dimmed">
                      {formatTime(until, { zone })}
                    </Text>
                  )}
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
          aria-label="Mute until"
          description={`In ${nameOfZone(zone)}.`}
          value={other}
          onChange={(event) => end.setOther(event.currentTarget.value)}
          error={end.isPast ? 'Choose a time in the future.' : undefined}
        />
      ) : null}
    </>
  );
}
