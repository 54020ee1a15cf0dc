import { Modal, Stack, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { FormError, FormFooter } from '../../ui/form-footer.tsx';
import { FormRow } from '../../ui/form-row.tsx';
import { readHubError } from '../hub-error.ts';
import { useMay } from '../session.ts';
import type { ListView } from '../trpc.ts';
import { useViewActions } from './use-view-actions.ts';
import type { ListName } from './view-props.ts';

interface ViewNameDialogProps {
  isOpen: boolean;
  list: ListName;
  /** The view that gets another name; null: a new one. */
  renamed: ListView | null;
  /** What a new view shows. */
  content: Pick<ListView, 'search' | 'columns'>;
  onCreated: (id: string) => void;
  onClose: () => void;
}

/** Asks for the name of a view. */
export function ViewNameDialog(props: ViewNameDialogProps) {
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      title={props.renamed === null ? 'Save as a new view' : 'Rename view'}
    >
      {props.isOpen ? <NameForm {...props} /> : null}
    </Modal>
  );
}

function NameForm({ list, renamed, content, onCreated, onClose }: ViewNameDialogProps) {
  const [name, setName] = useState(renamed?.name ?? '');
  const [isShared, setShared] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const [problem, setProblem] = useState<{ field: boolean; message: string } | null>(null);
  const mayShare = useMay('operator');
  const actions = useViewActions(list);
  const submit = async () => {
    if (name.trim() === '') return setProblem({ field: true, message: 'Give the view a name.' });
    setSaving(true);
    try {
      if (renamed !== null) await actions.rename(renamed, name);
      else onCreated((await actions.create({ name, isShared, ...content })).id);
      onClose();
    } catch (error) {
      const { message, code } = readHubError(error);
      setProblem({ field: code === 'conflict' && message.includes('“') === false, message });
    } finally {
      setSaving(false);
    }
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack gap="md">
        <FormError message={problem !== null && !problem.field ? problem.message : undefined} />
        <FormRow label="Name" error={problem?.field === true ? problem.message : undefined} isRequired>
          {(row) => (
            <TextInput
              {...row}
              value={name}
              maxLength={255}
              placeholder="Low stock of Acme"
              data-autofocus
              onChange={(event) => {
                setName(event.currentTarget.value);
                setProblem(null);
              }}
            />
          )}
        </FormRow>
        {renamed === null ? (
          <FormRow
            label="Sharing"
            help={
              mayShare
                ? 'Shares the filters, the order and the columns. People see only the rows that they may see.'
                : 'Only operators share views with the team.'
            }
          >
            {({ withAsterisk: _, label, ...row }) => (
              <Switch
                {...row}
                aria-label={String(label)}
                label="Share with the team"
                disabled={!mayShare}
                checked={isShared}
                onChange={(event) => setShared(event.currentTarget.checked)}
              />
            )}
          </FormRow>
        ) : null}
        <FormFooter
          submit={renamed === null ? 'Save view' : 'Rename'}
          isSubmitting={isSaving}
          onCancel={onClose}
        />
      </Stack>
    </form>
  );
}
