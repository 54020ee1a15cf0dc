import { Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { type CommissionGroup, trpc } from '../../hub/trpc.ts';
import { FormFooter } from '../../ui/form-footer.tsx';
import { FormRow } from '../../ui/form-row.tsx';
import { showSuccess } from '../../ui/toasts.ts';
import { useStorefronts } from '../orders/use-storefronts.ts';

type Subject = Pick<CommissionGroup, 'id' | 'name'> | 'new' | null;

/** Creates a group, or renames one. */
export function GroupDialog({ subject, onClose }: { subject: Subject; onClose: () => void }) {
  return (
    <Modal
      opened={subject !== null}
      onClose={onClose}
      title={subject === 'new' ? 'New group' : 'Rename group'}
    >
      {subject === null ? null : <GroupForm group={subject === 'new' ? null : subject} onClose={onClose} />}
    </Modal>
  );
}

function GroupForm({ group, onClose }: { group: Exclude<Subject, 'new'>; onClose: () => void }) {
  const storefronts = useStorefronts();
  const [name, setName] = useState(group?.name ?? '');
  const [storefront, setStorefront] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const save = useSaveGroup(group);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return setProblem('Enter a name.');
    setProblem(undefined);
    try {
      await save.run({ name: name.trim(), storefront });
      onClose();
    } catch (error) {
      setProblem(readHubError(error).message);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <FormRow label="Name" error={problem} isRequired>
          {(row) => (
            <TextInput
              {...row}
              value={name}
              maxLength={255}
              dir="auto"
              placeholder="Gold"
              data-autofocus
              onChange={(event) => setName(event.currentTarget.value)}
            />
          )}
        </FormRow>
        {group !== null || storefronts.length < 2 ? null : (
          <FormRow label="Storefront" help="Partners of this storefront can be in it.">
            {(row) => (
              <NativeSelect
                {...row}
                data={storefronts.map(({ slug, name: label }) => ({ value: slug, label }))}
                value={storefront ?? storefronts[0]?.slug ?? ''}
                onChange={(event) => setStorefront(event.currentTarget.value)}
              />
            )}
          </FormRow>
        )}
        <FormFooter
          submit={group === null ? 'Create group' : 'Rename'}
          isSubmitting={save.isSaving}
          onCancel={onClose}
        />
      </Stack>
    </form>
  );
}

/** Rules name their group, so they are loaded again as well. */
function useSaveGroup(group: Exclude<Subject, 'new'>) {
  const cache = trpc.useUtils();
  const navigate = useNavigate();
  const create = trpc.commissions.createGroup.useMutation();
  const rename = trpc.commissions.renameGroup.useMutation();
  const first = useStorefronts()[0]?.slug;
  return {
    isSaving: create.isPending || rename.isPending,
    run: async ({ name, storefront = first }: { name: string; storefront: string | undefined }) => {
      if (group !== null) await rename.mutateAsync({ id: group.id, name });
      const created = group === null ? await create.mutateAsync({ name, storefront }) : null;
      await cache.commissions.invalidate();
      showSuccess(created === null ? `The group is called ${name} now.` : `${name} was created.`);
      if (created !== null) {
        await navigate({ to: '/rules/groups/$id', params: { id: String(created.id) } });
      }
    },
  };
}
