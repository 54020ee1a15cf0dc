import { Lines } from '../../ui/lines.tsx';
import { DateStamp } from '../../ui/timestamp.tsx';

/** A day above who did it. */
export function ByPerson({ at, by }: { at: string; by: string }) {
  return (
    <Lines detail={<bdi title={by}>{by}</bdi>}>
      <DateStamp at={at} />
    </Lines>
  );
}
