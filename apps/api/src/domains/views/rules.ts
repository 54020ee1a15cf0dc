import type { Role } from '@dreamteamhub/sdk/contract';
import { AppError } from '../../platform/app-error.ts';

/** Whoever saves more than this has lost count of them. */
export const MOST_VIEWS = 100;

interface Viewer {
  id: string;
  role: Role;
}

export interface OwnedView {
  ownerId: string;
  isShared: boolean;
}

const isOperator = ({ role }: Viewer) => role !== 'analyst';

/** Whether somebody sees a view: their own, and what is shared. */
export function maySee(viewer: Pick<Viewer, 'id'>, view: OwnedView): boolean {
  return view.ownerId === viewer.id || view.isShared;
}

/** Whether somebody may change a view: their own; operators also what is shared. */
export function mayChange(viewer: Viewer, view: OwnedView): boolean {
  return view.ownerId === viewer.id || (view.isShared && isOperator(viewer));
}

/** Throws `forbidden` where an analyst would change what others see. */
export function refuseSharing(viewer: Viewer): void {
  if (!isOperator(viewer)) {
    throw new AppError('forbidden', 'only operators and owners share views with the team');
  }
}
