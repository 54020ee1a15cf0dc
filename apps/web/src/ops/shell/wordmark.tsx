import { Group, Text } from '@mantine/core';

function Mark({ size = 28 }: { size?: number }) {
  return <img src="/favicon.svg" width={size} height={size} alt="" style={{ display: 'block' }} />;
}

export function Wordmark() {
  return (
    <Group gap={10} wrap="nowrap">
      <Mark />
      <Text fw={680} fz={15} lts="-0.015em" style={{ whiteSpace: 'nowrap' }}>
        Dream Team Hub
      </Text>
    </Group>
  );
}
