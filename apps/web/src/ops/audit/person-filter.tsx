import { Select } from '@mantine/core';
import { trpc } from '../../hub/trpc.ts';

const ANYBODY = '';

/** Filters by the team member who made the change. */
export function PersonFilter(props: {
  value: string | undefined;
  onChoose: (id: string | undefined) => void;
}) {
  const people = trpc.team.listTeam.useQuery({}).data?.people ?? [];
  return (
    <Select
      aria-label="Person"
      allowDeselect={false}
      data={[
        { value: ANYBODY, label: 'Anybody' },
        ...people.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      value={props.value ?? ANYBODY}
      onChange={(value) => props.onChoose(value === null || value === ANYBODY ? undefined : value)}
    />
  );
}
