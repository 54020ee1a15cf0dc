import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { readHubError } from '../../hub/hub-error.ts';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { type Affiliate, type AlikeHandles, trpc } from '../../hub/trpc.ts';
import { confirm } from '../../ui/confirm.ts';
import { showFailure, showSuccess } from '../../ui/toasts.ts';

/** Affiliates whose handles read the same, from before the hub refused that. Shows nothing when there are none. */
export function AlikeHandleNotice() {
  const alike = trpc.affiliates.listAlikeHandles.useQuery();
  const groups = alike.data?.groups ?? [];
  if (groups.length === 0) return null;
  return (
    <Alert
      color="yellow"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={
        groups.length === 1 ? 'Two handles read the same' : `${groups.length} handles are used more than once`
      }
      mb="md"
    >
      <Stack gap="sm">
        <Text fz="sm">
          Links with another spelling lead to the oldest partner. Merge the others into it, or leave them as
          they are.
        </Text>
        {groups.map((group) => (
          <AlikeGroup key={group.handle} group={group} />
        ))}
      </Stack>
    </Alert>
  );
}

function AlikeGroup({ group }: { group: AlikeHandles }) {
  const [oldest, ...others] = group.affiliates;
  if (oldest === undefined) return null;
  return (
    <>
      {others.map((other) => (
        <Group key={other.id} justify="space-between" gap="sm">
          <Text fz="sm" style={{ overflowWrap: 'anywhere', minWidth: 0 }}>
            <b>{other.handle}</b> ({other.name}) reads as <b>{oldest.handle}</b> ({oldest.name})
          </Text>
          <OperatorOnly>
            <MergeButton from={other} into={oldest} />
          </OperatorOnly>
        </Group>
      ))}
    </>
  );
}

function MergeButton({ from, into }: { from: Affiliate; into: Affiliate }) {
  const cache = trpc.useUtils();
  const merge = trpc.affiliates.mergeAffiliate.useMutation({
    onSuccess: () => {
      showSuccess(`${from.handle} was merged into ${into.handle}.`);
      void cache.affiliates.listAlikeHandles.invalidate();
      return cache.affiliates.listAffiliates.invalidate();
    },
    onError: (error) => showFailure(readHubError(error).message),
  });
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={merge.isPending}
      onClick={() =>
        confirm({
          title: `Merge ${from.handle} into ${into.handle}?`,
          body: `${from.name} is archived. Clicks and orders under its handle and pixel go to ${into.name} from now on; what was recorded stays where it is. This cannot be undone.`,
          confirm: 'Merge',
          isDangerous: true,
          onConfirm: () => merge.mutate({ id: from.id, intoId: into.id }),
        })
      }
    >
      Merge…
    </Button>
  );
}
