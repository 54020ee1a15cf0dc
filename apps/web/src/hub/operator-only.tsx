import type { ReactNode } from 'react';
import { useMay } from './session.ts';

/** Shows its children to operators and owners only, so that analysts see no button that the hub would refuse. */
export function OperatorOnly({ children }: { children: ReactNode }) {
  return useMay('operator') ? children : null;
}
