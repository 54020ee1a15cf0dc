import { Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { type CommissionRule, trpc } from '../../hub/trpc.ts';
import { FormError, FormFooter } from '../../ui/form-footer.tsx';
import { nameOfZone, useTimeZone } from '../../ui/time-zone.tsx';
import { showSuccess } from '../../ui/toasts.ts';
import { instantOf } from '../../ui/zoned-time.ts';
import { writeTime } from './rule-draft.ts';

/** Asks when a version ends. What is booked stays as it is. */
export function EndRuleDialog({ rule, onClose }: { rule: CommissionRule | null; onClose: () => void }) {
  return (
    <Modal opened={rule !== null} onClose={onClose} title="End this rule?">
      {rule === null ? null : <EndForm rule={rule} onClose={onClose} />}
    </Modal>
  );
}

const DAY = 86_400_000;

function EndForm({ rule, onClose }: { rule: CommissionRule; onClose: () => void }) {
  const zone = useTimeZone();
  const cache = trpc.useUtils();
  const [isLater, setLater] = useState(false);
  const [isToCome] = useState(() => new Date(rule.from).getTime() > Date.now());
  const [at, setAt] = useState(() => writeTime(new Date(Date.now() + DAY).toISOString(), zone));
  const { mutate, isPending, error } = trpc.commissions.endRule.useMutation({
    onSuccess: ({ name }) => {
      showSuccess(
        isLater ? `${name} has an end now.` : isToCome ? `${name} is taken back.` : `${name} has ended.`,
      );
      onClose();
      return Promise.all([cache.commissions.invalidate(), cache.affiliates.invalidate()]);
    },
  });
  const end = instantOf(at, zone);
  const isMissing = isLater && Number.isNaN(end.getTime());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isMissing) mutate({ id: rule.id, ...(isLater ? { to: end.toISOString() } : {}) });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
          Orders from then on no longer use <bdi>{rule.name}</bdi>: the next rule that fits counts, or the
          hub’s default rate. Commissions that are booked stay as they are. An end cannot be taken back.
        </Text>
        <Radio.Group
          label="When"
          value={isLater ? 'later' : 'now'}
          onChange={(chosen) => setLater(chosen === 'later')}
        >
          <Stack gap={8} mt={8}>
            <Radio value="now" label={isToCome ? 'Now: it never begins' : 'Now'} data-autofocus />
            <Radio value="later" label="At another time" />
          </Stack>
        </Radio.Group>
        {isLater ? (
          <TextInput
            type="datetime-local"
            aria-label="The rule ends"
            description={`In ${nameOfZone(zone)}.`}
            value={at}
            onChange={(event) => setAt(event.currentTarget.value)}
            error={isMissing ? 'Enter a day and a time.' : undefined}
          />
        ) : null}
        <FormError message={error === null ? undefined : readHubError(error).message} />
        <FormFooter submit="End rule" isSubmitting={isPending} isDisabled={isMissing} onCancel={onClose} />
      </Stack>
    </form>
  );
}
