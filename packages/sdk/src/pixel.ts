// The script build: `<script async src="https://hub.example.com/sdk/pixel.js" data-key="pk_…"></script>`.
// Commands may come before it has loaded: `window.dth = window.dth || function () { (dth.q = dth.q || []).push(arguments); };`
import { attempt } from './storage.ts';
import { createTracker, type Tracker } from './tracker.ts';

type Command = [name: keyof Tracker, ...args: unknown[]];

interface CommandQueue {
  (...command: Command): unknown;
  /** Commands from before. */
  q?: Command[];
  isLoaded?: boolean;
}

declare global {
  interface Window {
    dth?: CommandQueue;
  }
}

attempt(() => {
  const { dataset, src } = document.currentScript as HTMLScriptElement;
  const early = window.dth;
  if (early?.isLoaded) return;
  const { parameters, init, ...options } = dataset as Record<string, string>;
  // The attributes are the tracker's options by name: `data-storage-name` is `storageName`.
  const tracker = createTracker({
    endpoint: new URL(src).origin,
    ...options,
    parameters: parameters?.split(/[\s,]+/),
    onError: (detail) => dispatchEvent(new CustomEvent('dth:error', { detail })),
  });
  const run: CommandQueue = (name, ...args) =>
    attempt(() => (tracker[name] as (...given: unknown[]) => unknown)(...args));
  run.isLoaded = true;
  window.dth = run;
  // What the page said of consent, for one, comes before the landing.
  for (const command of early?.q ?? []) run(...command);
  if (init !== 'off') void tracker.init();
});
