import type { ReactNode } from 'react';
import { useMay } from './session.ts';

/** What only operators and owners can do: analysts do not see a button that the hub would refuse. */
export function OperatorOnly({ children }: { children: ReactNode }) {
  return useMay('operator') ? children : null;
}
