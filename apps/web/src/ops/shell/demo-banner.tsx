import { trpc } from '../../hub/trpc.ts';
import classes from './demo-banner.module.css';

/** Says on every page of a demo that nothing of it is real, or kept. */
export function DemoBanner() {
  const setup = trpc.ops.getSetupState.useQuery({}, { staleTime: Number.POSITIVE_INFINITY });
  if (setup.data?.isDemo !== true) return null;
  return (
    <p className={classes.banner}>This is a demo with made-up data. It is deleted when the demo stops.</p>
  );
}
