import { Skeleton, Table } from '@mantine/core';
import { QueryView } from '../../hub/query-view.tsx';
import { trpc } from '../../hub/trpc.ts';
import { SectionCard } from '../../ui/section-card.tsx';

const rows = [
  ['addressDays', 'Network and browser of a click', 'IP_RETENTION_DAYS'],
  ['visitorDays', 'Which visitor clicked last', null],
  ['clickDays', 'Clicks', 'CLICK_RETENTION_DAYS'],
  ['stockEventDays', 'Stock movements, and who made them', 'STOCK_EVENT_RETENTION_DAYS'],
] as const;

/** How long the hub keeps personal data, as its environment sets it. */
export function RetentionCard() {
  const retention = trpc.privacy.getRetention.useQuery({});
  return (
    <SectionCard
      title="How long data is kept"
      intro="Orders, daily figures and the audit log are business records, so they stay. The times are set in the hub’s environment."
    >
      <QueryView query={retention} loading={<Skeleton height={140} />}>
        {(days) => (
          <Table aria-label="Retention" fz="sm" horizontalSpacing={0}>
            <Table.Tbody>
              {rows.map(([name, what, variable]) => (
                <Table.Tr key={name}>
                  <Table.Th scope="row" fw={400}>
                    {what}
                  </Table.Th>
                  <Table.Td ta="end">
                    <b>{days[name]}&nbsp;days</b>
                  </Table.Td>
                  <Table.Td ta="end" visibleFrom="sm" c="dimmed" className="hub-mono">
                    {variable ?? ''}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </QueryView>
    </SectionCard>
  );
}
