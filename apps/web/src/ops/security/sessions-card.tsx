import { Button, Group, Skeleton, Table, Text } from '@mantine/core';
import { readHubError } from '../../hub/hub-error.ts';
import { QueryView } from '../../hub/query-view.tsx';
import { type Session, trpc } from '../../hub/trpc.ts';
import { confirm } from '../../ui/confirm.ts';
import { SectionCard } from '../../ui/section-card.tsx';
import { Tag } from '../../ui/tag.tsx';
import { DateStamp, Timestamp } from '../../ui/timestamp.tsx';
import { showFailure, showSuccess } from '../../ui/toasts.ts';
import { describeBrowser } from './describe-browser.ts';

export function SessionsCard() {
  const sessions = trpc.account.listSessions.useQuery({});
  const cache = trpc.useUtils();
  const endOthers = trpc.account.endOtherSessions.useMutation({
    onSuccess: ({ ended }) => {
      showSuccess(
        ended === 1 ? 'One other browser was signed out.' : `${ended} other browsers were signed out.`,
      );
      return cache.account.listSessions.invalidate();
    },
    onError: (error) => showFailure(readHubError(error).message),
  });
  const hasOthers = (sessions.data?.items.length ?? 0) > 1;
  return (
    <SectionCard
      title="Browsers"
      intro="Where you are signed in. A session ends after seven days without use."
      aside={
        hasOthers ? (
          <Button
            size="compact-sm"
            variant="default"
            loading={endOthers.isPending}
            onClick={() =>
              confirm({
                title: 'Sign out all other browsers?',
                body: 'All but this one have to sign in again.',
                confirm: 'Sign out the others',
                onConfirm: () => endOthers.mutate({}),
              })
            }
          >
            Sign out all others…
          </Button>
        ) : null
      }
    >
      <QueryView query={sessions} loading={<Skeleton height={90} />}>
        {({ items }) => (
          <Table aria-label="Browsers" verticalSpacing={10} horizontalSpacing={0}>
            <Table.Tbody>
              {items.map((session) => (
                <SessionRow key={session.id} session={session} />
              ))}
            </Table.Tbody>
          </Table>
        )}
      </QueryView>
    </SectionCard>
  );
}

function SessionRow({ session }: { session: Session }) {
  const cache = trpc.useUtils();
  const browser = describeBrowser(session.userAgent);
  const end = trpc.account.endSession.useMutation({
    onSuccess: () => {
      showSuccess(`${browser} was signed out.`);
      return cache.account.listSessions.invalidate();
    },
    onError: (error) => showFailure(readHubError(error).message),
  });
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap={8}>
          <Text fz="sm" fw={550}>
            {browser}
          </Text>
          {session.isCurrent ? <Tag tone="good">This one</Tag> : null}
        </Group>
        <Text fz={13} c="dimmed" component="div">
          {session.isCurrent ? null : (
            <>
              Last seen <DateStamp at={session.lastSeenAt} /> ·{' '}
            </>
          )}
          Signed in <Timestamp at={session.createdAt} isShort />
          {session.network === null ? null : ` from ${session.network}`}
        </Text>
      </Table.Td>
      <Table.Td ta="end">
        {session.isCurrent ? null : (
          <Button
            size="compact-sm"
            variant="default"
            loading={end.isPending}
            aria-label={`Sign out ${browser}`}
            onClick={() =>
              confirm({
                title: `Sign out ${browser}?`,
                body: `It was signed in${session.network === null ? '' : ` from ${session.network}`} and has to sign in again. If you do not know it, change your password as well.`,
                confirm: 'Sign out',
                onConfirm: () => end.mutate({ id: session.id }),
              })
            }
          >
            Sign out…
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
