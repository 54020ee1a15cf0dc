import type { Progress } from '../../hub/trpc.ts';
import { GetStarted } from './get-started.tsx';

/** The steps as all there is on the overview of a hub that has counted nothing yet. */
export function NewHub({ progress }: { progress: Progress; isOpen: boolean }) {
  return <GetStarted progress={progress} note="figures appear here after the first click" />;
}
