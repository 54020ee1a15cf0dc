import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

/** A page whose code comes late has its title after that; longer than this, nobody waits for it. */
const TITLE_MILLISECONDS = 10_000;

/** Calls back with the title on the page as soon as there is one. Returns a function that ends the wait. */
function whenTitled(main: Element, tell: (title: HTMLElement) => void): () => void {
  let isDone = false;
  const look = () => {
    const title = main.querySelector<HTMLElement>('h1');
    if (title === null || isDone) return;
    stop();
    tell(title);
  };
  const watcher = new MutationObserver(look);
  const timer = setTimeout(() => stop(), TITLE_MILLISECONDS);
  const stop = () => {
    isDone = true;
    watcher.disconnect();
    clearTimeout(timer);
  };
  watcher.observe(main, { childList: true, subtree: true });
  look();
  return stop;
}

/**
 * After a change of page, moves the focus to its title, which a screen reader then reads. A page that has put the focus
 * somewhere itself, such as on the row that was open before, keeps it; then the title is only announced.
 */
export function PageFocus() {
  const router = useRouter();
  const [announced, setAnnounced] = useState('');
  useEffect(() => {
    let stopWaiting = () => {};
    const stop = router.subscribe('onRendered', ({ pathChanged, fromLocation }) => {
      const main = document.getElementById('page');
      if (!pathChanged || fromLocation === undefined || main === null) return;
      stopWaiting();
      stopWaiting = whenTitled(main, (title) => {
        const focused = document.activeElement;
        const isTaken =
          (focused !== main && main.contains(focused)) || focused?.closest('[aria-modal="true"]') != null;
        setAnnounced(isTaken ? (title.textContent ?? '') : '');
        if (isTaken) return;
        title.tabIndex = -1;
        title.focus({ preventScroll: true });
      });
    });
    return () => {
      stop();
      stopWaiting();
    };
  }, [router]);
  return (
    <p role="status" className="hub-unseen">
      {announced}
    </p>
  );
}
