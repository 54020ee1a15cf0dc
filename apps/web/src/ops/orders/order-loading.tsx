import { Skeleton, Stack } from '@mantine/core';

export function OrderLoading() {
  return (
    <Stack gap={18} p="lg">
      <Skeleton height={44} />
      <Skeleton height={18} width={120} />
      <Skeleton height={40} width="60%" />
      <Skeleton height={40} width="50%" />
    </Stack>
  );
}
