import type { ComponentProps } from 'react';
import { LoadableView } from '../ui/loadable.tsx';
import { asLoadable } from './loadable.ts';

/** Shows a query of the hub while it loads, when it has failed, and when it is loaded. */
export function QueryView<Data>({
  query,
  ...props
}: { query: Parameters<typeof asLoadable<Data>>[0] } & Omit<
  ComponentProps<typeof LoadableView<Data>>,
  'source'
>) {
  return <LoadableView {...props} source={asLoadable(query)} />;
}
