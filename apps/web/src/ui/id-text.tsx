import { Text } from '@mantine/core';

/** A shop's own id, of whatever length and script. What is cut off is in the tooltip. */
export function IdText({ children }: { children: string }) {
  return (
    <Text
      fz="sm"
      className="hub-mono"
      component="div"
      miw="5rem"
      lineClamp={3}
      title={children}
      style={{ overflowWrap: 'anywhere' }}
    >
      <bdi>{children}</bdi>
    </Text>
  );
}
