import { Box, Text } from '@mantine/core';
import { AnchorLink } from '../../ui/links.tsx';

/** An affiliate's name, which leads to its page, above what else there is to say and its handle. */
export function AffiliateName(props: {
  affiliate: { id: number; name: string; handle: string };
  note?: string | null;
  isBold?: boolean;
}) {
  const { id, name, handle } = props.affiliate;
  return (
    // Wide enough for a word: a table would break names after every few letters.
    <Box miw="8rem">
      <Text
        fz="sm"
        component="div"
        lineClamp={2}
        className="hub-clamped"
        style={{ overflowWrap: 'anywhere' }}
      >
        <AnchorLink
          to="/affiliates/$id"
          params={{ id: String(id) }}
          c="inherit"
          fz="sm"
          {...(props.isBold === true ? { fw: 550 } : {})}
        >
          <bdi>{name}</bdi>
        </AnchorLink>
      </Text>
      <Text fz={13} c="dimmed" lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
        {props.note == null ? null : `${props.note} · `}
        {handle}
      </Text>
    </Box>
  );
}
