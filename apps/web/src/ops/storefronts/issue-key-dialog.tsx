import { SCOPES, type Scope } from '@dreamteamhub/sdk/contract';
import { Checkbox, Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { type IssuedKey, type Storefront, trpc } from '../../hub/trpc.ts';
import { FormError, FormFooter } from '../../ui/form-footer.tsx';
import { FormRow } from '../../ui/form-row.tsx';
import { scopeWords } from './scope-words.ts';

/** Asks for the kind, the name and the scopes of a new key. */
export function IssueKeyDialog(props: {
  storefront: Storefront | null;
  /** The kind that is chosen at first. */
  kind: 'publishable' | 'secret';
  onClose: () => void;
  onIssued: (issued: IssuedKey) => void;
}) {
  const { storefront } = props;
  return (
    <Modal
      opened={storefront !== null}
      onClose={props.onClose}
      title={`New key for ${storefront?.name ?? ''}`}
    >
      {storefront === null ? null : (
        <Fields storefront={storefront} kind={props.kind} onClose={props.onClose} onIssued={props.onIssued} />
      )}
    </Modal>
  );
}

function Fields(props: {
  storefront: Storefront;
  kind: 'publishable' | 'secret';
  onClose: () => void;
  onIssued: (issued: IssuedKey) => void;
}) {
  const cache = trpc.useUtils();
  const [kind, setKind] = useState(props.kind);
  const [isTest, setIsTest] = useState(false);
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<Scope[]>(['events:write']);
  const issue = trpc.storefronts.issueKey.useMutation({
    onSuccess: (issued) => {
      void cache.storefronts.listKeys.invalidate();
      props.onClose();
      props.onIssued(issued);
    },
  });
  const isComplete = name.trim() !== '' && (kind === 'publishable' || scopes.length > 0);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const { slug } = props.storefront;
        issue.mutate({ storefront: slug, kind, isTest, name, scopes: kind === 'secret' ? scopes : [] });
      }}
    >
      <Stack gap="md">
        <FormError message={issue.error === null ? undefined : readHubError(issue.error).message} />
        <SegmentedControl
          fullWidth
          aria-label="Kind of key"
          data={[
            { value: 'publishable', label: 'Publishable' },
            { value: 'secret', label: 'Secret' },
          ]}
          value={kind}
          onChange={setKind}
        />
        <Text fz="sm" c="dimmed">
          {kind === 'publishable'
            ? 'For pages, where anybody can read it. It can report visits and claims, and read nothing.'
            : 'For your servers. Anyone who has it can do what you choose here, so never put it into a page or an app.'}
        </Text>
        <Checkbox
          label="Test mode"
          description="What this key reports is checked and answered as usual, but it counts, pays and sends nothing."
          checked={isTest}
          onChange={(event) => setIsTest(event.currentTarget.checked)}
        />
        <FormRow label="Name" help="Where you will use it." isRequired>
          {(row) => (
            <TextInput
              {...row}
              value={name}
              maxLength={255}
              placeholder={kind === 'publishable' ? 'Shop pages' : 'Order server'}
              data-autofocus
              onChange={(event) => setName(event.currentTarget.value)}
            />
          )}
        </FormRow>
        {kind === 'secret' ? (
          <Checkbox.Group
            label="Allowed to"
            value={scopes}
            onChange={(chosen) => setScopes(chosen as Scope[])}
          >
            <Stack gap={8} mt={6}>
              {SCOPES.map((scope) => (
                <Checkbox key={scope} value={scope} label={scopeWords[scope]} description={scope} />
              ))}
            </Stack>
          </Checkbox.Group>
        ) : null}
        <FormFooter
          submit="Make the key"
          isSubmitting={issue.isPending}
          isDisabled={!isComplete}
          onCancel={props.onClose}
        />
      </Stack>
    </form>
  );
}
