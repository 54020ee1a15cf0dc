// The script build: `<script async src="https://hub.example.com/sdk/pixel.js" data-key="pk_…"></script>`.
// Commands may come before it has loaded: `window.dth = window.dth || function () { (dth.q = dth.q || []).push(arguments); };`
import { attempt } from './storage.ts';
import { createTracker, type Tracker } from './tracker.ts';

type Command = [name: keyof Tracker, ...args: unknown[]];

interface CommandQueue {
  (...command: Command): unknown;
  /** Commands from before. */
  q?: Command[];
  /** Version of the script, once it runs. */
  v?: number;
}

declare global {
  interface Window {
    dth?: CommandQueue;
  }
}

const script = document.currentScript as HTMLScriptElement;

const start = () =>
  attempt(() => {
    const { dataset, src } = script;
    const early = window.dth;
    if (early?.v) return;
    // The attributes are the tracker's options by name: `data-storage-name` is `storageName`.
    const tracker = createTracker({
      endpoint: new URL(src).origin,
      ...dataset,
      onError: (detail) => dispatchEvent(new CustomEvent('dth:error', { detail })),
    });
    const run: CommandQueue = (name, ...args) =>
      attempt(() => (tracker[name] as (...given: unknown[]) => unknown)(...args));
    run.v = 1;
    window.dth = run;
    // What the page said of consent, for one, comes before the landing.
    early?.q?.forEach((command) => void run(...command));
    if (dataset.init !== 'off') void tracker.init();
  });

// The page is painted first: what is stored is read while everything waits. A visitor who leaves before counts as well.
addEventListener('pagehide', start);
(window.requestIdleCallback ?? setTimeout)(start);
