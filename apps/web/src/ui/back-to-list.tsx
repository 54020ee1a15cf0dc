import type { MouseEvent, ReactNode } from 'react';
import { BackLink } from './links.tsx';
import { useWayBack } from './trail.ts';

/**
 * A link above the title that leads to the list as it was left: filters, rows, place and focus. Where the person came by
 * another way, it leads to the list from its beginning.
 */
export function BackToList({ path, children }: { path: string; children: ReactNode }) {
  const goBack = useWayBack(path);
  const follow = (event: MouseEvent) => {
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (isPlain && goBack()) event.preventDefault();
  };
  return (
    <nav aria-label="Back">
      {/* A path of one of the lists, which the type of the router does not know in a shared part. */}
      <BackLink to={path as '/'} search={{}} onClick={follow}>
        {children}
      </BackLink>
    </nav>
  );
}
