// The script build: `<script async src="https://hub.example.com/sdk/pixel.js" data-key="pk_…"></script>`.
// Commands may come before it has loaded: `window.dth = window.dth || function () { (dth.q = dth.q || []).push(arguments); };`
import { attempt } from './storage.ts';
import { createTracker, type Tracker } from './tracker.ts';

type Command = [name: keyof Tracker | 'debug', ...args: unknown[]];

interface CommandQueue {
  (...command: Command): unknown;
  /** Commands from before. */
  q?: Command[];
  /** Version of the script, once it runs. */
  v?: number;
  /** Where the script that runs came from. */
  hub?: string;
}

declare global {
  interface Window {
    dth?: CommandQueue;
  }
}

const script = document.currentScript as HTMLScriptElement;
const commands = window as unknown as Record<string, CommandQueue | undefined>;

const start = () =>
  attempt(() => {
    const { dataset, src } = script;
    const { origin, host, pathname } = new URL(src);
    // Another hub's tag without a name gets one of its own. The order in the page decides: by that of loading, one would find what the other stored.
    const tag = `[src*="${pathname}"]:not([data-name])`;
    const first = window.dth?.hub ?? document.querySelector<HTMLScriptElement>(tag)?.src ?? src;
    const name = dataset.name || (new URL(first).host === host ? 'dth' : `dth.${host}`);
    const early = commands[name];
    // The same tag twice, as frameworks put it, is one tracker.
    if (early?.v) return;
    // The attributes are the tracker's options by name: `data-storage-name` is `storageName`.
    const tracker = createTracker({
      endpoint: origin,
      storageName: name,
      ...dataset,
      onError: (detail) => dispatchEvent(new CustomEvent(`${name}:error`, { detail })),
    });
    const run: CommandQueue = (method, ...args) =>
      attempt(() => {
        // What explains itself to people has no place in every page.
        if (method === 'debug')
          return import(src.replace(/(\.js)?(\?.*)?$/, '.debug.js')).then(({ debug }) =>
            debug(name, script, tracker),
          );
        const command = tracker[method] as ((...given: unknown[]) => unknown) | undefined;
        // biome-ignore lint/suspicious/noConsole: a page has nowhere else to be told of a typo.
        return command ? command(...args) : console.warn(`${name}: no "${method}"`, Object.keys(tracker));
      });
    run.v = 1;
    run.hub = src;
    commands[name] = run;
    // What the page said of consent, for one, comes before the landing.
    early?.q?.forEach((command) => void run(...command));
    if (dataset.init !== 'off') void tracker.init();
  });

// The page is painted first: what is stored is read while everything waits. A visitor who leaves before counts as well.
addEventListener('pagehide', start);
(window.requestIdleCallback ?? setTimeout)(start);
