import { ROLES } from '@dreamteamhub/sdk/contract';
import { zodResolver } from '@hookform/resolvers/zod';
import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { applyHubError } from '../../hub/form-errors.ts';
import { type SentInvitation, trpc } from '../../hub/trpc.ts';
import { z } from '../../hub/zod.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { FormError, FormFooter } from '../../ui/form-footer.tsx';
import { FormRow } from '../../ui/form-row.tsx';
import { describeRole } from './role-tag.tsx';

const schema = z.object({ email: z.email({ error: 'Enter an email address.' }), role: z.enum(ROLES) });

const roleHelp = {
  owner: 'Can do everything, including changing people and keys.',
  operator: 'Runs the shop: partners, orders, stock and alerts.',
  analyst: 'Reads everything except people, keys and the audit log.',
} as const;

export function InviteDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const [sent, setSent] = useState<SentInvitation | null>(null);
  const close = () => {
    onClose();
    setSent(null);
  };
  return (
    <Modal opened={isOpen} onClose={close} title={sent === null ? 'Invite somebody' : 'Invitation made'}>
      {sent === null ? (
        <InviteForm onSent={setSent} onCancel={close} />
      ) : (
        <Sent invitation={sent} onClose={close} />
      )}
    </Modal>
  );
}

function InviteForm(props: { onSent: (sent: SentInvitation) => void; onCancel: () => void }) {
  const cache = trpc.useUtils();
  const invite = trpc.team.invitePerson.useMutation();
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { email: '', role: 'operator' as const },
  });
  const { errors, isSubmitting } = form.formState;
  const role = form.watch('role');
  const submit = form.handleSubmit(async (values) => {
    try {
      const sent = await invite.mutateAsync(values);
      void cache.team.listTeam.invalidate();
      props.onSent(sent);
    } catch (error) {
      applyHubError(form, error, 'email');
    }
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <FormError message={errors.root?.message} />
        <FormRow label="Email" error={errors.email?.message} isRequired>
          {(row) => (
            <TextInput {...row} {...form.register('email')} type="email" autoComplete="off" data-autofocus />
          )}
        </FormRow>
        <FormRow label="Role" help={roleHelp[role]} error={errors.role?.message}>
          {(row) => (
            <Controller
              control={form.control}
              name="role"
              render={({ field }) => (
                <Select
                  {...row}
                  {...field}
                  allowDeselect={false}
                  data={ROLES.map((value) => ({ value, label: describeRole(value) }))}
                />
              )}
            />
          )}
        </FormRow>
        <FormFooter submit="Invite" isSubmitting={isSubmitting} onCancel={props.onCancel} />
      </Stack>
    </form>
  );
}

function Sent({ invitation, onClose }: { invitation: SentInvitation; onClose: () => void }) {
  const { email } = invitation.invitation;
  return (
    <Stack gap="md">
      <Text fz="sm">
        {invitation.mailed
          ? `The hub emailed the link to ${email}. You can also hand it over yourself. It is shown only once.`
          : `Hand this link to ${email} yourself: this hub could not email it. It is shown only once.`}
      </Text>
      <CodeBlock code={invitation.link} label="the link" />
      <Text fz={13} c="dimmed">
        It works once and expires after seven days. A new invitation for the same address replaces it.
      </Text>
      <Group justify="flex-end">
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  );
}
