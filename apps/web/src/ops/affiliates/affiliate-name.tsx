import { Lines } from '../../ui/lines.tsx';
import { AnchorLink } from '../../ui/links.tsx';

/** An affiliate's name, which leads to its page, above what else there is to say and its handle. */
export function AffiliateName(props: {
  affiliate: { id: number; name: string; handle: string };
  note?: string | null;
  isBold?: boolean;
}) {
  const { id, name, handle } = props.affiliate;
  return (
    <Lines
      detail={
        <>
          {props.note == null ? null : `${props.note} · `}
          {handle}
        </>
      }
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
    </Lines>
  );
}
